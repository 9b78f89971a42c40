import type { ErrorCode } from "./reply.ts";

/**
 * What a check answers. "Not done yet" and "we could not look" are different answers:
 * only the first speaks about the learner's work. Texts are Markdown-free, with `code` in backticks.
 */
export type CheckResult =
  | { readonly status: "passed" }
  | {
      readonly status: "not-yet";
      /** What the check saw, as a sentence about the learner's machine. */
      readonly found: string;
      /** What it looks for. */
      readonly expected: string;
      /** The next small step. */
      readonly next: string;
      /** When what was found happened, ISO 8601: the page says how long ago, so that the sentence stays true. */
      readonly at?: string;
    }
  | { readonly status: "unavailable"; readonly code: ErrorCode; readonly reason: string };

/** A task as the page shows it. `todo`: nothing looked at yet (no machine). `passedAt`: ISO 8601. */
export type TaskState = { readonly taskId: string } & (
  | { readonly status: "todo" }
  | {
      readonly status: "not-yet";
      readonly found: string;
      readonly expected: string;
      readonly next: string;
      readonly at?: string;
    }
  | { readonly status: "unavailable"; readonly reason: string }
  | {
      readonly status: "passed";
      readonly passedAt: string;
      /** Of every choice or item of a quiz or sort; never sent before the pass. */
      readonly explanations?: readonly Explanation[];
    }
);

/** Why a choice of a quiz is right or not, or where an item of a sort belongs. `code` in backticks. */
export type Explanation = { readonly id: string; readonly say: string } & (
  | { readonly right: boolean }
  | { readonly group: string }
);
