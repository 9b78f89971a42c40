import { useCallback, useEffect, useState } from "react";
import { taskAnchor, taskOfHash } from "../../_lib/course-paths.ts";
import type { DrawnLesson } from "./lesson-context.tsx";

interface RememberedPlace {
  readonly trackId: string;
  readonly lessonId: string;
  /** From 1. */
  readonly step: number;
}

/** Best effort: a place that is not remembered costs a click, and the next step is told again. */
function rememberPlace(place: RememberedPlace): void {
  fetch("/api/place", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(place),
    keepalive: true,
  }).catch(() => undefined);
}

/** Where the reader is in the lesson. */
export interface Place {
  /** From 1. */
  readonly step: number;
  /** The task that was asked for, by address, by key or by search. A new object each time it is asked for. */
  readonly marked: { readonly taskId: string } | undefined;
  goToStep(step: number): void;
  /** `false`: the lesson has no such task. */
  goToTask(taskId: string): boolean;
}

interface PlaceState {
  readonly step: number;
  readonly marked: { readonly taskId: string } | undefined;
  /** The address has been read: from now on it follows. */
  readonly settled: boolean;
}

/** The step and task in view. The address follows them, and the server remembers the step. */
export function usePlace(firstStep: number, { trackId, lessonId, steps }: DrawnLesson): Place {
  const [{ step, marked, settled }, setState] = useState<PlaceState>({
    step: firstStep,
    marked: undefined,
    settled: false,
  });
  const count = steps.length;

  const goToStep = useCallback(
    (to: number) => setState({ step: Math.min(Math.max(to, 1), count), marked: undefined, settled: true }),
    [count],
  );
  const goToTask = useCallback(
    (taskId: string) => {
      const index = steps.findIndex(({ taskIds }) => taskIds.includes(taskId));
      if (index !== -1) setState({ step: index + 1, marked: { taskId }, settled: true });
      return index !== -1;
    },
    [steps],
  );

  useEffect(() => {
    // The end of an address stays in the browser: the server could not draw its step.
    const followHash = () => {
      const taskId = taskOfHash(window.location.hash);
      return taskId !== undefined && goToTask(taskId);
    };
    if (!followHash()) setState((state) => ({ ...state, settled: true }));
    window.addEventListener("hashchange", followHash);
    return () => window.removeEventListener("hashchange", followHash);
  }, [goToTask]);

  useEffect(() => {
    if (!settled) return;
    const address = new URL(window.location.href);
    address.searchParams.set("step", String(step));
    address.hash = marked ? taskAnchor(marked.taskId) : "";
    window.history.replaceState(window.history.state, "", address);
  }, [settled, step, marked]);

  useEffect(() => {
    if (settled) rememberPlace({ trackId, lessonId, step });
  }, [settled, trackId, lessonId, step]);

  // A lesson that is being written may lose steps while it is open.
  return { step: Math.min(step, Math.max(count, 1)), marked, goToStep, goToTask };
}
