import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { LearnerId } from "../protocol/ids.ts";

/** Name of the cookie that says who a learner is: `<learner id>.<signature>`. */
export const LEARNER_COOKIE = "slipway_learner";

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;
const ID_BYTES = 16;
/** Node refuses headers above 16 KiB; a longer text did not come from a browser by way of Node. */
const MAX_HEADER_CHARS = 16 * 1024;
/** Learner id, dot, SHA-256 in base64url. */
const SIGNED_ID = /^([0-9a-f]{32})\.([A-Za-z0-9_-]{43})$/;

/** Knows anonymous learners by a signed cookie: no account, nothing to look up. */
export interface LearnerIdentity {
  /** `undefined`: no cookie of ours, or none whose signature is right. Never throws. */
  identify(cookieHeader: string | undefined): LearnerId | undefined;
  /** A new learner; `setCookie(secure)` is the value for `Set-Cookie`, `secure` when the request came by https. */
  issue(): { readonly learnerId: LearnerId; setCookie(secure: boolean): string };
  /** The cookie of a learner who is known, for another browser of theirs. */
  setCookieFor(learnerId: LearnerId, secure: boolean): string;
}

export function createLearnerIdentity(secret: Buffer): LearnerIdentity {
  const sign = (id: string) => createHmac("sha256", secret).update(id).digest("base64url");

  function verified(value: string): LearnerId | undefined {
    const [, id, signature] = SIGNED_ID.exec(value) ?? [];
    if (id === undefined || signature === undefined) return undefined;
    return timingSafeEqual(Buffer.from(signature), Buffer.from(sign(id))) ? LearnerId.parse(id) : undefined;
  }

  function setCookieFor(learnerId: LearnerId, secure: boolean): string {
    const cookie = `${LEARNER_COOKIE}=${learnerId}.${sign(learnerId)}`;
    const attributes = `Path=/; Max-Age=${ONE_YEAR_SECONDS}; HttpOnly; SameSite=Lax`;
    return `${cookie}; ${attributes}${secure ? "; Secure" : ""}`;
  }

  return {
    identify(cookieHeader = "") {
      if (cookieHeader.length > MAX_HEADER_CHARS) return undefined;
      // A browser may send several of one name, from different paths: any right one will do.
      for (const value of cookieValues(cookieHeader, LEARNER_COOKIE)) {
        const learnerId = verified(value);
        if (learnerId) return learnerId;
      }
      return undefined;
    },

    issue() {
      const learnerId = LearnerId.parse(randomBytes(ID_BYTES).toString("hex"));
      return { learnerId, setCookie: (secure) => setCookieFor(learnerId, secure) };
    },

    setCookieFor,
  };
}

/** Values of all cookies of a name, in the order of a `Cookie` header. */
export function cookieValues(header: string, name: string): readonly string[] {
  return header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
