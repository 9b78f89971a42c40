import type { ErrorCode } from "../protocol/reply.ts";

/** One error, three readers: a short code to count, a sentence for the learner, detail for the operator's log. */
export class SandboxError extends Error {
  readonly code: ErrorCode;
  readonly learnerMessage: string;

  constructor(facts: { code: ErrorCode; learnerMessage: string; detail: string; cause?: unknown }) {
    super(facts.detail, { cause: facts.cause });
    this.name = "SandboxError";
    this.code = facts.code;
    this.learnerMessage = facts.learnerMessage;
  }
}

/** What every call on a sandbox that is destroyed or has died rejects with. */
export const sandboxGone = (id: string, cause?: unknown): SandboxError =>
  new SandboxError({
    code: "sandbox-gone",
    learnerMessage: "Your machine is no longer there. Start a new one to go on; your progress is kept.",
    detail: `sandbox ${id} is gone`,
    cause,
  });
