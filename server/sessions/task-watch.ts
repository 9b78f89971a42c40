import type { Check, EngineTopic } from "../checks/check.ts";
import type { CheckResult, Explanation, TaskState } from "../protocol/check-result.ts";
import type { TaskId } from "../protocol/ids.ts";
import { askedOnce } from "../sandbox/asked-once.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import { writeDownPass } from "./pass-state.ts";

/** Slow safety re-check of everything that is not done, while somebody looks. Milliseconds. */
const SAFETY_INTERVAL_MS = 5_000;
/** A burst of events (`docker run` makes six) starts at most one look in this time. Milliseconds. */
const MIN_GAP_MS = 60;
/** Before following an engine's events again after they ended. Milliseconds. */
const FOLLOW_AGAIN_MS = 1_000;
const TOPICS: readonly EngineTopic[] = ["container", "image", "network", "volume"];

export interface WatchedTask {
  readonly id: TaskId;
  readonly title: string;
  readonly check: Check;
  /** Answer tasks are looked at when the learner answers, and only then. */
  readonly asksForAnswer: boolean;
  /** Told with the pass, of a task that gave choices. */
  readonly explanations?: readonly Explanation[];
}

export interface TaskWatchParts {
  readonly sandbox: Sandbox;
  readonly engine: EngineClient;
  readonly tasks: readonly WatchedTask[];
  /** Tasks passed before, which are never looked at again. */
  readonly passed: ReadonlySet<TaskId>;
  /** Bounds a check's time; never rejects. */
  readonly runCheck: (
    check: Check,
    context: { sandbox: Sandbox; engine: EngineClient; answer?: string },
  ) => Promise<CheckResult>;
  /** Records a pass and says when it was; called once per task. */
  readonly recordPass: (taskId: TaskId) => Promise<Date>;
  readonly onState: (state: TaskState) => void;
  /** The engine's events have ended, which they do not by themselves. */
  readonly onEventsEnded?: () => void;
}

/** Watches one sandbox for a lesson's tasks: looks when the engine or a shell has news, tells only what changed. */
export class TaskWatch {
  readonly #parts: TaskWatchParts;
  /** Tasks that are looked at together mostly ask the same. */
  readonly #engine: EngineClient;
  readonly #states = new Map<TaskId, TaskState>();
  readonly #passed: Set<TaskId>;
  readonly #dirty = new Set<TaskId>();
  /** The last look of each task, under way or over, and the one that has not begun yet. */
  readonly #lastLook = new Map<TaskId, Promise<void>>();
  readonly #nextLook = new Map<TaskId, Promise<void>>();
  #following: { dispose(): void } | undefined;
  #timers = new Set<NodeJS.Timeout>();
  #safety: NodeJS.Timeout | undefined;
  #resting = false;
  #disposed = false;

  constructor(parts: TaskWatchParts) {
    this.#parts = parts;
    this.#engine = askedOnce(parts.engine);
    this.#passed = new Set(parts.passed);
  }

  start(): void {
    this.#follow();
    this.#mark(() => true);
  }

  /** Somebody looks (or nobody does): switches the slow re-check. */
  setWatched(watched: boolean): void {
    if (this.#disposed) return;
    if (watched && this.#safety === undefined) {
      this.#safety = setInterval(() => this.#mark(() => true), SAFETY_INTERVAL_MS);
      this.#mark(() => true);
    } else if (!watched) {
      clearInterval(this.#safety);
      this.#safety = undefined;
    }
  }

  /** A command of the learner's has ended: files and answers of servers may have changed, which no event tells. */
  commandEnded(): void {
    this.#mark(() => true);
  }

  stateOf(taskId: TaskId): TaskState | undefined {
    return this.#states.get(taskId);
  }

  /** Looks at one task now, with the learner's answer if it asks for one. */
  async look(taskId: TaskId, answer?: string): Promise<TaskState | undefined> {
    const task = this.#parts.tasks.find((candidate) => candidate.id === taskId);
    if (task === undefined) return undefined;
    await this.#run(task, answer);
    return this.#states.get(taskId) ?? { taskId, status: "todo" };
  }

  dispose(): void {
    this.#disposed = true;
    this.#following?.dispose();
    clearInterval(this.#safety);
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #follow(): void {
    if (this.#disposed) return;
    const filters = encodeURIComponent(JSON.stringify({ type: TOPICS }));
    this.#following = this.#engine.follow(
      `/events?filters=${filters}`,
      (event) => this.#onEvent(event),
      () => {
        this.#parts.onEventsEnded?.();
        // What happened meanwhile was not heard: look at everything once the stream is back.
        this.#later(FOLLOW_AGAIN_MS, () => {
          this.#follow();
          this.#mark(() => true);
        });
      },
    );
  }

  #onEvent(event: unknown): void {
    const type = typeof event === "object" && event !== null && "Type" in event ? event.Type : undefined;
    const topic = TOPICS.find((candidate) => candidate === type);
    if (topic === undefined) return;
    this.#mark((task) => task.check.watches.includes(topic));
  }

  #mark(concerns: (task: WatchedTask) => boolean): void {
    for (const task of this.#parts.tasks) {
      if (!task.asksForAnswer && !this.#passed.has(task.id) && concerns(task)) this.#dirty.add(task.id);
    }
    this.#drain();
  }

  #drain(): void {
    if (this.#resting || this.#disposed || this.#dirty.size === 0) return;
    const batch = this.#parts.tasks.filter(({ id }) => this.#dirty.has(id) && !this.#passed.has(id));
    this.#dirty.clear();
    // Not awaited: a check that takes long must not keep the others from being seen.
    for (const task of batch) void this.#run(task);
    this.#resting = true;
    this.#later(MIN_GAP_MS, () => {
      this.#resting = false;
      this.#drain();
    });
  }

  /** One look of a task at a time; all who ask without an answer while one is under way share the next. */
  #run(task: WatchedTask, answer?: string): Promise<void> {
    const shared = answer === undefined ? this.#nextLook.get(task.id) : undefined;
    if (shared !== undefined) return shared;
    const look = (this.#lastLook.get(task.id) ?? Promise.resolve()).then(() => {
      if (answer === undefined) this.#nextLook.delete(task.id);
      return this.#lookAt(task, answer);
    });
    if (answer === undefined) this.#nextLook.set(task.id, look);
    this.#lastLook.set(task.id, look);
    return look;
  }

  async #lookAt(task: WatchedTask, answer?: string): Promise<void> {
    if (this.#disposed || this.#passed.has(task.id)) return;
    const result = await this.#parts.runCheck(task.check, {
      sandbox: this.#parts.sandbox,
      engine: this.#engine,
      ...(answer === undefined ? {} : { answer }),
    });
    if (this.#disposed || this.#passed.has(task.id)) return;
    if (result.status === "not-yet") {
      this.#tell({ taskId: task.id, ...result });
      return;
    }
    if (result.status === "unavailable") {
      this.#tell({ taskId: task.id, status: "unavailable", reason: result.reason });
      return;
    }
    this.#passed.add(task.id);
    const { state, isKept } = await writeDownPass(task, this.#parts.recordPass, (final) => this.#tell(final));
    if (!isKept) this.#passed.delete(task.id);
    this.#tell(state);
  }

  #tell(state: TaskState): void {
    if (JSON.stringify(this.#states.get(state.taskId as TaskId)) === JSON.stringify(state)) return;
    this.#states.set(state.taskId as TaskId, state);
    this.#parts.onState(state);
  }

  #later(milliseconds: number, action: () => void): void {
    if (this.#disposed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, milliseconds);
    this.#timers.add(timer);
  }
}
