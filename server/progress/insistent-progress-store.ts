import type { LearnerId } from "../protocol/ids.ts";
import { keepTrying } from "./keep-trying.ts";
import type { ProgressStore, TaskKey } from "./progress-store.ts";

/**
 * The same store, but a pass is never refused: one that cannot be written down is kept here and tried again until it is
 * written, so `pass` may take long and does not reject. What waits is lost only with this process.
 */
export function insistentProgressStore(
  store: ProgressStore,
  onFault: (message: string, error: unknown) => void,
): ProgressStore & { readonly waiting: () => number } {
  const waiting = new Map<string, Promise<{ passedAt: Date }>>();

  function pass(learnerId: LearnerId, task: TaskKey): Promise<{ passedAt: Date }> {
    const key = `${learnerId}/${task.trackId}/${task.lessonId}/${task.taskId}`;
    const present = waiting.get(key);
    if (present !== undefined) return present;
    const written = keepTrying(
      () => store.pass(learnerId, task),
      (error) =>
        onFault(`a pass of ${task.taskId} could not be written down; it is kept and tried again`, error),
    ).finally(() => waiting.delete(key));
    waiting.set(key, written);
    return written;
  }

  return { ...store, pass, waiting: () => waiting.size };
}
