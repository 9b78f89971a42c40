import { oneLine } from "../checks/quote.ts";
import type { ErrorCode } from "../protocol/reply.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

const KEPT = 50;
const MAX_DETAIL_CHARS = 300;

export interface Failure {
  /** ISO 8601. */
  readonly at: string;
  readonly what: string;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly requestId: string | undefined;
}

/** Of anything that was thrown. */
export const codeOf = (error: unknown): ErrorCode =>
  error instanceof SandboxError ? error.code : "internal";

/** What went wrong lately, newest first: the last fifty faults of the log, each cut to a line. */
export class FailureRing {
  #failures: readonly Failure[] = [];
  readonly #now: () => Date;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  get newestFirst(): readonly Failure[] {
    return this.#failures;
  }

  add(what: string, error: unknown, requestId?: string): void {
    const failure: Failure = {
      at: this.#now().toISOString(),
      what: oneLine(what, MAX_DETAIL_CHARS),
      detail: oneLine(error instanceof Error ? error.message : String(error), MAX_DETAIL_CHARS),
      code: codeOf(error),
      requestId,
    };
    this.#failures = [failure, ...this.#failures].slice(0, KEPT);
  }
}
