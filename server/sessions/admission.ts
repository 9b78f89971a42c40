import { RateLimiterMemory } from "rate-limiter-flexible";
import type { LearnerId } from "../protocol/ids.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

/** Machines one learner, and one address (a whole classroom may sit behind it), may have made in ten minutes. */
const MACHINES_PER_LEARNER = 20;
const MACHINES_PER_ADDRESS = 200;
const WINDOW_SECONDS = 600;

/** Counts machines asked for; rejects with `too-many`, and says how long to wait, when it were one too many. */
export function createAdmission(
  limits: { perLearner?: number; perAddress?: number } = {},
): (learnerId: LearnerId, address: string) => Promise<void> {
  const { perLearner = MACHINES_PER_LEARNER, perAddress = MACHINES_PER_ADDRESS } = limits;
  const byLearner = new RateLimiterMemory({ points: perLearner, duration: WINDOW_SECONDS });
  const byAddress = new RateLimiterMemory({ points: perAddress, duration: WINDOW_SECONDS });
  return async (learnerId, address) => {
    try {
      await byLearner.consume(learnerId);
      await byAddress.consume(address);
    } catch (refusal) {
      const known =
        typeof refusal === "object" && refusal !== null && "msBeforeNext" in refusal
          ? Number(refusal.msBeforeNext)
          : Number.POSITIVE_INFINITY;
      // Counted by the time of day, which may have been set back; the window itself ends by a timer.
      const waitMs = Math.min(known, WINDOW_SECONDS * 1000);
      throw new SandboxError({
        code: "too-many",
        learnerMessage: `Too many machines were asked for in a short time. Try again in ${Math.ceil(waitMs / 60_000)} min.`,
        detail: `rate limit: learner ${learnerId} at ${address}`,
      });
    }
  };
}
