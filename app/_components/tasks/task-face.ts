import type { Explanation } from "../../../server/protocol/check-result.ts";
import type { TaskEntry } from "../session/live-state.ts";

/** How a task looks. `seen`: what the check sees, folded away until the learner has moved something. */
export type TaskFace =
  | { readonly face: "to-do" }
  | { readonly face: "watching"; readonly seen: Finding | undefined }
  | { readonly face: "not-yet"; readonly finding: Finding }
  | { readonly face: "done"; readonly explanations: readonly Explanation[] | undefined }
  | { readonly face: "unseen"; readonly reason: string };

export interface Finding {
  readonly found: string;
  readonly expected: string;
  readonly next: string;
  /** When what was found happened, ISO 8601. */
  readonly at?: string;
}

interface Circumstances {
  /** The machine is ready and the line is open. */
  readonly watched: boolean;
  /** It asks for an answer, so nothing happens until one is given. */
  readonly asks: boolean;
}

/**
 * Before the learner has done anything, every task is "not yet": said in amber, that would be a rebuke for
 * nothing. So a task is shown as watched until what is found there changes.
 */
export function taskFace(entry: TaskEntry | undefined, { watched, asks }: Circumstances): TaskFace {
  const state = entry?.state;
  switch (state?.status) {
    case "passed":
      return { face: "done", explanations: state.explanations };
    case "unavailable":
      return { face: "unseen", reason: state.reason };
    case "not-yet": {
      if (entry?.moved) return { face: "not-yet", finding: state };
      if (asks || !watched) return { face: "to-do" };
      return { face: "watching", seen: state };
    }
    default:
      return watched && !asks ? { face: "watching", seen: undefined } : { face: "to-do" };
  }
}
