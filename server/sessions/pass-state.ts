import type { TaskState } from "../protocol/check-result.ts";
import type { TaskId } from "../protocol/ids.ts";
import type { WatchedTask } from "./task-watch.ts";

/** A task that is done, as the page shows it. */
export function passState({ id, explanations }: WatchedTask, passedAt: Date): TaskState {
  return {
    taskId: id,
    status: "passed",
    passedAt: passedAt.toISOString(),
    ...(explanations === undefined ? {} : { explanations }),
  };
}

/** A pass is written down in milliseconds; a learner hears of one that takes longer. Milliseconds. */
const LATE_MS = 1_500;

/**
 * Records a pass. `unavailable` with `isKept` = it is not written down yet, but will be without anybody's doing; then
 * `onWritten` gets the final state. `unavailable` without = it has to be asked for again.
 */
export async function writeDownPass(
  task: WatchedTask,
  recordPass: (taskId: TaskId) => Promise<Date>,
  onWritten: (state: TaskState) => void,
): Promise<{ state: TaskState; isKept: boolean }> {
  const right = task.asksForAnswer ? "Your answer is right" : "Your work is right";
  const unwritten = (rest: string, isKept: boolean): { state: TaskState; isKept: boolean } => ({
    state: {
      taskId: task.id,
      status: "unavailable",
      reason: `${right}, but it could not be written down${rest}`,
    },
    isKept,
  });
  const written = recordPass(task.id).then((passedAt) => passState(task, passedAt));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LATE_MS);
  });
  try {
    const state = await Promise.race([written, late]);
    if (state !== undefined) return { state, isKept: true };
    written.then(onWritten, () => {});
    return unwritten(" yet. It is kept, and tried again by itself; there is nothing for you to do.", true);
  } catch {
    return unwritten(
      task.asksForAnswer ? ". Answer again in a moment." : ". It is looked at again in a moment.",
      false,
    );
  } finally {
    clearTimeout(timer);
  }
}
