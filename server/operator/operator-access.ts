import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { RateLimiterMemory } from "rate-limiter-flexible";

export const OPERATOR_COOKIE = "slipway_operator";
/** A working day. */
const COOKIE_SECONDS = 12 * 60 * 60;
const COOKIE_VALUE = /^(\d{13})\.([A-Za-z0-9_-]{43})$/;
/** Wrong attempts of one address, and how long it then waits. Seconds. */
const MAX_WRONG = 10;
const WRONG_SECONDS = 60;
/** What a proxy adds: then the address is the proxy's, and says nothing about who asks. */
const PROXY_HEADERS = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];
const LOOPBACK_ADDRESS = /^(?:::ffff:)?127\.|^::1$/;
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** `none`: nothing was shown that could be right or wrong. `too-many`: not looked at, after too many wrong ones. */
export type Standing = "operator" | "none" | "wrong" | "too-many";

export interface OperatorAccess {
  byToken(request: IncomingMessage, token: string | undefined): Promise<Standing>;
  byBearer(request: IncomingMessage): Promise<Standing>;
  byCookie(request: IncomingMessage): Promise<Standing>;
  /** Sent from this very machine, by nobody's proxy, to a name that only this machine has. */
  isLocal(request: IncomingMessage): boolean;
  /** Value for `Set-Cookie`; `secure` when the request came by https. The token itself is not in it. */
  issueCookie(secure: boolean): string;
}

/** The one who has the operator's token. `behindProxy`: being local proves nothing, as everybody comes from here. */
export function createOperatorAccess(
  token: string,
  { behindProxy = false, now = Date.now }: { behindProxy?: boolean; now?: () => number } = {},
): OperatorAccess {
  const mac = (text: string) => createHmac("sha256", token).update(text).digest();
  const signature = (expiresAt: string) => mac(`operator's cookie until ${expiresAt}`).toString("base64url");
  // Through a MAC, so that both have one length whatever was sent.
  const isEqual = (sent: string, right: string) => timingSafeEqual(mac(sent), mac(right));
  const wrong = new RateLimiterMemory({ points: MAX_WRONG, duration: WRONG_SECONDS });
  const isProxied = ({ headers }: IncomingMessage) =>
    PROXY_HEADERS.some((name) => headers[name] !== undefined);

  async function judge(request: IncomingMessage, isRight: () => boolean): Promise<Standing> {
    // Who guesses through a proxy on this machine must not keep the machine's own operator out.
    const key = `${isProxied(request) ? "proxied " : ""}${request.socket.remoteAddress}`;
    const attempts = await wrong.get(key);
    if (attempts !== null && attempts.consumedPoints >= MAX_WRONG) return "too-many";
    if (isRight()) return "operator";
    await wrong.penalty(key);
    return "wrong";
  }

  return {
    async byToken(request, sent) {
      return sent === undefined ? "none" : judge(request, () => isEqual(sent, token));
    },

    async byBearer(request) {
      const [, sent] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
      if (sent === undefined) return request.headers.authorization === undefined ? "none" : "wrong";
      return judge(request, () => isEqual(sent, token));
    },

    async byCookie(request) {
      const sent = (request.headers.cookie ?? "")
        .split(";")
        .map((pair) => pair.trim())
        .find((pair) => pair.startsWith(`${OPERATOR_COOKIE}=`))
        ?.slice(OPERATOR_COOKIE.length + 1);
      if (sent === undefined) return "none";
      const [, expiresAt, signed] = COOKIE_VALUE.exec(sent) ?? [];
      if (expiresAt === undefined || signed === undefined) return "wrong";
      // An old cookie is no attempt: a page left open for days sends it again and again.
      if (Number(expiresAt) <= now()) return "none";
      return judge(request, () => isEqual(signed, signature(expiresAt)));
    },

    isLocal: (request) =>
      !behindProxy &&
      !isProxied(request) &&
      LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? "") &&
      LOOPBACK_HOST.test(request.headers.host ?? ""),

    issueCookie(secure) {
      const expiresAt = String(now() + COOKIE_SECONDS * 1000);
      const value = `${OPERATOR_COOKIE}=${expiresAt}.${signature(expiresAt)}`;
      return `${value}; Path=/operator; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
    },
  };
}
