import type { CheckResult } from "../protocol/check-result.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

/** What a check that could look says. */
export type Verdict = Exclude<CheckResult, { status: "unavailable" }>;

export const PASSED: Verdict = { status: "passed" };

/** What keeps a task from being done, as the check saw it. Sentences, `code` in backticks. */
export interface Miss {
  readonly found: string;
  readonly expected: string;
  readonly next: string;
  /** When what was found happened, ISO 8601. */
  readonly at?: string | undefined;
}

/** A miss in the words of the check, or of the lesson where it has its own. */
export function notYet(
  miss: Miss,
  words: { expected?: string | undefined; next?: string | undefined },
): Verdict {
  return {
    status: "not-yet",
    found: miss.found,
    expected: words.expected ?? miss.expected,
    next: words.next ?? miss.next,
    ...(miss.at === undefined ? {} : { at: miss.at }),
  };
}

/** "We could not look": what was thrown while looking, without a word about the learner's work. */
export function unavailable(error: unknown): CheckResult {
  if (error instanceof SandboxError) {
    return { status: "unavailable", code: error.code, reason: error.learnerMessage };
  }
  return {
    status: "unavailable",
    code: "internal",
    reason: "This task could not be looked at. Look again in a moment.",
  };
}
