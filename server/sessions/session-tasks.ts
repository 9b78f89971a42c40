import type { TaskState } from "../protocol/check-result.ts";
import type { TaskId } from "../protocol/ids.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import { AnswerDesk } from "./answer-desk.ts";
import { passState } from "./pass-state.ts";
import { TaskWatch, type TaskWatchParts, type WatchedTask } from "./task-watch.ts";

export interface SessionTasksParts {
  readonly runCheck: TaskWatchParts["runCheck"];
  /** First-time passes of this lesson. */
  readonly passes: () => Promise<ReadonlyMap<TaskId, Date>>;
  readonly recordPass: (taskId: TaskId) => Promise<Date>;
  readonly onState: (state: TaskState) => void;
  /** The engine's events have ended, which they do not by themselves. */
  readonly onEventsEnded: () => void;
  /** Just now, for the first time. */
  readonly onPassed: (task: WatchedTask) => void;
}

interface Machine {
  readonly sandbox: Sandbox;
  readonly engine: EngineClient;
}

/** The tasks of one session: some are judged by their answer alone, the others watched on the machine there is. */
export class SessionTasks {
  readonly #parts: SessionTasksParts;
  #tasks: readonly WatchedTask[];
  #desk: AnswerDesk;
  #machine: Machine | undefined;
  #watch: TaskWatch | undefined;
  #watched = false;

  constructor(parts: SessionTasksParts, tasks: readonly WatchedTask[]) {
    this.#parts = parts;
    this.#tasks = tasks;
    this.#desk = this.#newDesk();
  }

  /** Every task's state in the lesson's order, from what is recorded and what was last seen. */
  async states(): Promise<TaskState[]> {
    const passes = await this.#parts.passes();
    return this.#tasks.map((task) => {
      const { id } = task;
      const passedAt = passes.get(id);
      if (passedAt !== undefined) return passState(task, passedAt);
      return this.#desk.stateOf(id) ?? this.#watch?.stateOf(id) ?? { taskId: id, status: "todo" };
    });
  }

  /** A machine to watch, with the passes there are; `start` begins. */
  watch(machine: Machine, passes: ReadonlyMap<TaskId, Date>): { start(): void } {
    this.#watch?.dispose();
    this.#machine = machine;
    const watch = new TaskWatch({
      ...machine,
      tasks: this.#tasks.filter(({ id }) => !this.#desk.takes(id)),
      passed: new Set(passes.keys()),
      runCheck: this.#parts.runCheck,
      recordPass: (taskId) => this.#recordPass(taskId),
      onState: this.#parts.onState,
      onEventsEnded: this.#parts.onEventsEnded,
    });
    this.#watch = watch;
    return {
      start: () => {
        watch.start();
        watch.setWatched(this.#watched);
      },
    };
  }

  /** The machine is gone, or not to be touched any more. */
  unwatch(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#machine = undefined;
  }

  /** Somebody looks at the page, or nobody does. */
  setWatched(watched: boolean): void {
    this.#watched = watched;
    this.#watch?.setWatched(watched);
  }

  commandEnded(): void {
    this.#watch?.commandEnded();
  }

  /**
   * Looks at a task now; `undefined` = no such task. `requireMachine` throws while there is none; it is not asked for a
   * task that is judged by the answer alone.
   */
  async look(
    taskId: TaskId,
    answer: string | undefined,
    requireMachine: () => unknown,
  ): Promise<TaskState | undefined> {
    const task = this.#tasks.find(({ id }) => id === taskId);
    if (task === undefined) return undefined;
    if (!this.#desk.takes(taskId)) requireMachine();
    const passedAt = (await this.#parts.passes()).get(taskId);
    if (passedAt !== undefined) return passState(task, passedAt);
    return this.#desk.takes(taskId) ? this.#desk.look(taskId, answer) : this.#watch?.look(taskId, answer);
  }

  /** The lesson was saved: its tasks are watched anew on the machine there is. */
  async change(tasks: readonly WatchedTask[]): Promise<void> {
    this.#tasks = tasks;
    this.#desk = this.#newDesk();
    const passes = await this.#parts.passes();
    if (this.#tasks !== tasks || this.#machine === undefined) return;
    this.watch(this.#machine, passes).start();
  }

  #newDesk(): AnswerDesk {
    return new AnswerDesk({
      tasks: this.#tasks,
      recordPass: (taskId) => this.#recordPass(taskId),
      onState: this.#parts.onState,
    });
  }

  async #recordPass(taskId: TaskId): Promise<Date> {
    const passedAt = await this.#parts.recordPass(taskId);
    const task = this.#tasks.find(({ id }) => id === taskId);
    if (task !== undefined) this.#parts.onPassed(task);
    return passedAt;
  }
}
