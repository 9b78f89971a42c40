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
