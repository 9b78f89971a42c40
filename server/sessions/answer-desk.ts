import type { TaskState } from "../protocol/check-result.ts";
import type { TaskId } from "../protocol/ids.ts";
import { writeDownPass } from "./pass-state.ts";
import type { WatchedTask } from "./task-watch.ts";

export interface AnswerDeskParts {
  readonly tasks: readonly WatchedTask[];
  readonly recordPass: (taskId: TaskId) => Promise<Date>;
  readonly onState: (state: TaskState) => void;
}

/** Takes answers that are right or not by themselves: also while the machine is being made, or is gone. */
export class AnswerDesk {
  readonly #parts: AnswerDeskParts;
  readonly #states = new Map<TaskId, TaskState>();

  constructor(parts: AnswerDeskParts) {
    this.#parts = parts;
  }

  takes(taskId: TaskId): boolean {
    return this.#find(taskId) !== undefined;
  }

  stateOf(taskId: TaskId): TaskState | undefined {
    return this.#states.get(taskId);
  }

  /** The task's state with this answer. Only for a task that it takes. */
  async look(taskId: TaskId, answer = ""): Promise<TaskState> {
    const task = this.#find(taskId);
    if (task?.check.judge === undefined)
      throw new Error(`invariant: ${taskId} is not judged by its answer alone`);
    const result = task.check.judge(answer);
    if (result.status !== "passed") return this.#tell({ taskId, ...result });
    const { state } = await writeDownPass(task, this.#parts.recordPass, (final) => this.#tell(final));
    return this.#tell(state);
  }

  #tell(state: TaskState): TaskState {
    this.#states.set(state.taskId as TaskId, state);
    this.#parts.onState(state);
    return state;
  }

  #find(taskId: TaskId): WatchedTask | undefined {
    return this.#parts.tasks.find(({ id, check }) => id === taskId && check.judge !== undefined);
  }
}
