import type { CheckResult } from "../protocol/check-result.ts";
import type { Check, CheckContext } from "./check.ts";
import { unavailable } from "./verdict.ts";

/** The longest that a learner should wait for any answer; kinds bound each of their steps below it. */
const CHECK_MS = 12_000;

/** Runs a check within `timeoutMs` milliseconds in all. Never rejects: what goes wrong is `unavailable`. */
export async function runCheck(
  check: Check,
  context: CheckContext,
  timeoutMs = CHECK_MS,
): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    const reason = "Your machine takes too long to be looked at. Look again in a moment.";
    timer = setTimeout(() => resolve({ status: "unavailable", code: "timed-out", reason }), timeoutMs);
  });
  try {
    return await Promise.race([check.run(context), late]);
  } catch (error) {
    return unavailable(error);
  } finally {
    clearTimeout(timer);
  }
}
