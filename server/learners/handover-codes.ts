import { createHmac, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { HANDOVER_ALPHABET, HANDOVER_CHARS } from "../protocol/handover-code.ts";
import type { LearnerId } from "../protocol/ids.ts";

/** Long enough to fetch a phone, short enough that a code left on a screen is worth nothing. */
const CODE_MINUTES = 10;
/** Codes that a learner may have made, and wrong ones that a learner or an address (a classroom) may try, in that time. */
const MADE = 20;
const WRONG_PER_LEARNER = 10;
const WRONG_PER_ADDRESS = 100;

export interface HandoverCode {
  readonly code: string;
  readonly expiresAt: Date;
}

export type Taken =
  | { readonly result: "taken"; readonly learnerId: LearnerId }
  /** It was never made, was used, or its time is over. */
  | { readonly result: "wrong" }
  | { readonly result: "own" }
  | { readonly result: "too-many" };

/**
 * Codes by which a learner goes on in another browser: each works once, for ten minutes, and only the latest of a
 * learner works. Kept in memory, and not as they are: a restart forgets them, and nobody can read them.
 */
export class HandoverCodes {
  readonly #now: () => number;
  readonly #key = randomBytes(32);
  readonly #live = new Map<LearnerId, { readonly digest: Buffer; readonly expiresAt: number }>();
  readonly #made = limiter(MADE);
  readonly #wrongByLearner = limiter(WRONG_PER_LEARNER);
  readonly #wrongByAddress = limiter(WRONG_PER_ADDRESS);

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** How many codes could still be used. */
  get size(): number {
    this.#forgetOld();
    return this.#live.size;
  }

  /** `undefined`: this learner has had too many made lately. */
  async make(learnerId: LearnerId): Promise<HandoverCode | undefined> {
    if (!(await mayGoOn(this.#made.consume(learnerId)))) return undefined;
    this.#forgetOld();
    const code = Array.from({ length: HANDOVER_CHARS }, randomChar).join("");
    const expiresAt = this.#now() + CODE_MINUTES * 60_000;
    this.#live.set(learnerId, { digest: this.#digest(code), expiresAt });
    return { code, expiresAt: new Date(expiresAt) };
  }

  /** `taker`: the learner that the other browser is now. A code of their own is not used up. */
  async take(code: string, { taker, address }: { taker: LearnerId; address: string }): Promise<Taken> {
    const tried = [
      { wrong: this.#wrongByLearner, key: taker, most: WRONG_PER_LEARNER },
      { wrong: this.#wrongByAddress, key: address, most: WRONG_PER_ADDRESS },
    ];
    for (const { wrong, key, most } of tried) {
      if (((await wrong.get(key))?.consumedPoints ?? 0) >= most) return { result: "too-many" };
    }
    this.#forgetOld();
    const learnerId = this.#learnerOf(code);
    if (learnerId === undefined) {
      for (const { wrong, key } of tried) await wrong.penalty(key);
      return { result: "wrong" };
    }
    if (learnerId === taker) return { result: "own" };
    this.#live.delete(learnerId);
    return { result: "taken", learnerId };
  }

  /** Compares with every code, in the same time for each. */
  #learnerOf(code: string): LearnerId | undefined {
    const digest = this.#digest(code);
    let found: LearnerId | undefined;
    for (const [learnerId, live] of this.#live) {
      if (timingSafeEqual(live.digest, digest)) found = learnerId;
    }
    return found;
  }

  #digest(code: string): Buffer {
    return createHmac("sha256", this.#key).update(code).digest();
  }

  #forgetOld(): void {
    for (const [learnerId, { expiresAt }] of this.#live) {
      if (expiresAt <= this.#now()) this.#live.delete(learnerId);
    }
  }
}

const randomChar = () => HANDOVER_ALPHABET.charAt(randomInt(HANDOVER_ALPHABET.length));

const limiter = (points: number) => new RateLimiterMemory({ points, duration: CODE_MINUTES * 60 });

/** The limiter rejects with what it knows, not with an error, when it is used up. */
async function mayGoOn(consumed: Promise<unknown>): Promise<boolean> {
  try {
    await consumed;
    return true;
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal;
    return false;
  }
}
