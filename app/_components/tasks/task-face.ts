import type { TaskEntry } from "../session/live-state.ts";

/** How a task looks. `seen`: what the check sees, folded away until the learner has moved something. */
export type TaskFace =
  | { readonly face: "to-do" }
  | { readonly face: "watching"; readonly seen: Finding | undefined }
  | { readonly face: "not-yet"; readonly finding: Finding }
  | { readonly face: "done" }
  | { readonly face: "unseen"; readonly reason: string };

export interface Finding {
  readonly found: string;
  readonly expected: string;
  readonly next: string;
}

interface Circumstances {
  /** The machine is ready and the line is open. */
  readonly watched: boolean;
  /** It asks for a typed answer, so nothing happens until one is given. */
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
      return { face: "done" };
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
