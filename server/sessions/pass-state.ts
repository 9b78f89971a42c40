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

/** Records a pass; `unavailable` when it could not be written down. */
export async function writeDownPass(
  task: WatchedTask,
  recordPass: (taskId: TaskId) => Promise<Date>,
): Promise<TaskState> {
  try {
    return passState(task, await recordPass(task.id));
  } catch {
    return {
      taskId: task.id,
      status: "unavailable",
      reason: task.asksForAnswer
        ? "Your answer is right, but it could not be written down. Answer again in a moment."
        : "Your work is right, but it could not be written down. It is looked at again in a moment.",
    };
  }
}
