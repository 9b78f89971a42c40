import { randomInt } from "node:crypto";
import type { CheckContext } from "../checks/check.ts";
import type { TaskState } from "../protocol/check-result.ts";
import type { TerminalView } from "../protocol/events.ts";
import type { LearnerId, TaskId, TerminalId } from "../protocol/ids.ts";
import type { TerminalSize } from "../protocol/payloads.ts";
import type { SessionState } from "../protocol/session-state.ts";
import type { CreatePhase, Sandbox, SandboxDriver, Terminal } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { AnswerDesk } from "./answer-desk.ts";
import type { CreateTimes } from "./create-times.ts";
import { LiveTerminal, type LiveTerminalParts, type Viewer } from "./live-terminal.ts";
import { machineFacts } from "./machine-facts.ts";
import { passState } from "./pass-state.ts";
import type { ScreenDrawer } from "./screen/screen-drawer.ts";
import { TaskWatch, type TaskWatchParts, type WatchedTask } from "./task-watch.ts";
import { TerminalRack } from "./terminal-rack.ts";
import type { TerminalRecording, TerminalRecordings } from "./terminal-recordings.ts";

/** Shells one learner may have open at once in one lesson. */
export const MAX_TERMINALS = 6;
/** Longest a machine may take: several times what a loaded host needs, so that no learner holds up the queue. */
const CREATE_DEADLINE_MS = 120_000;

/** Why a machine is no longer there, when neither time nor a fault took it. */
const REMOVED = {
  closed:
    "This machine was removed to make room for the one you started in another lesson. Start a new one; your progress is kept.",
  stopped: "The operator of this lab stopped this machine. Start a new one; your progress is kept.",
};

export interface SessionListener {
  onState(state: SessionState): void;
  onTask(task: TaskState): void;
  /** `closed`: the terminal that somebody has closed. */
  onTerminals?(terminals: readonly TerminalView[], closed?: TerminalId): void;
}

/** Of a lesson, what its machine needs: files of the learner's home folder, tasks to watch. */
export interface SessionLesson {
  readonly files: Readonly<Record<string, string>>;
  readonly tasks: readonly WatchedTask[];
}

export interface SessionParts {
  readonly id: string;
  readonly learnerId: LearnerId;
  readonly driver: SandboxDriver;
  readonly lesson: SessionLesson;
  readonly createEngineClient: (sandbox: Sandbox) => EngineClient;
  readonly runCheck: TaskWatchParts["runCheck"];
  /** First-time passes of this lesson. */
  readonly passes: () => Promise<ReadonlyMap<TaskId, Date>>;
  readonly recordPass: (taskId: TaskId) => Promise<Date>;
  /** Waits for a place among the machines being made; tells the place in the queue meanwhile. */
  readonly enterQueue: (onPlace: (place: number, estimateMs: number) => void) => Promise<{ leave(): void }>;
  readonly rememberSandbox: (sandboxId: string, expiresAt: Date) => Promise<void>;
  readonly rememberExpiry: (expiresAt: Date) => Promise<void>;
  readonly recordings: TerminalRecordings;
  readonly drawer: ScreenDrawer;
  readonly sessionMs: number;
  /** Hears of every state that the session takes. */
  readonly observe?: (state: SessionState) => void;
  /** An operator's line about something that went wrong. */
  readonly log: (message: string, error: unknown) => void;
  readonly now: () => number;
}

/**
 * A learner's machine and terminals in one lesson, with no transport in sight. It outlives every viewer; it ends when
 * its time is over. States: queued -> creating -> ready -> (resetting -> ready)* -> expired | failed.
 */
export class Session {
  readonly id: string;
  readonly learnerId: LearnerId;
  readonly #parts: SessionParts;
  readonly #times: CreateTimes;
  readonly #listeners = new Set<SessionListener>();
  #lesson: SessionLesson;
  readonly #terminals = new TerminalRack<{ live: LiveTerminal; recording: TerminalRecording }>();
  /** By name, those that are being opened: two pages that ask for one name get one terminal. */
  readonly #openingByName = new Map<string, Promise<LiveTerminal>>();
  #state: SessionState;
  #sandbox: Sandbox | undefined;
  #watch: TaskWatch | undefined;
  #desk: AnswerDesk;
  /** Starts anywhere: a page must not take a new machine's terminal for one that it knew. */
  #lastTerminal = randomInt(900_000);
  #terminalsOpening = 0;
  #expiresAt: number;
  #expiry: NodeJS.Timeout | undefined;
  #making: Promise<void> | undefined;
  #ended = false;

  constructor(parts: SessionParts, times: CreateTimes, expiresAt = parts.now() + parts.sessionMs) {
    this.id = parts.id;
    this.learnerId = parts.learnerId;
    this.#parts = parts;
    this.#lesson = parts.lesson;
    this.#times = times;
    this.#desk = this.#newDesk();
    this.#expiresAt = expiresAt;
    this.#state = { status: "creating", phase: "machine", elapsedMs: 0, usualMs: times.usualMs };
  }

  get state(): SessionState {
    return this.#state;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get sandboxId(): string | undefined {
    return this.#sandbox?.id;
  }

  get expiresAt(): Date {
    return new Date(this.#expiresAt);
  }

  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  get terminalIds(): readonly TerminalId[] {
    return this.#terminals.ids;
  }

  /** In the order of their tabs. */
  get terminals(): readonly TerminalView[] {
    return this.#terminals.views;
  }

  /** Makes the machine. Never rejects: what goes wrong becomes the state `failed`. A failed one may be tried again. */
  start(): Promise<void> {
    this.#making ??= this.#make((elapsedMs, phase) => ({
      status: "creating",
      phase,
      elapsedMs,
      usualMs: this.#times.usualMs,
    })).finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  /** Takes over a machine that was there before this server was, and the shells that go on in it. */
  async adopt(sandbox: Sandbox): Promise<void> {
    this.#sandbox = sandbox;
    const acknowledged = new Map<TerminalId, Terminal>();
    const restored = await this.#parts.recordings.restore(this.id, (id, end) =>
      acknowledged.get(id)?.acknowledge(end),
    );
    for (const { id, size, past, nextByte, recording } of restored) {
      this.#lastTerminal = Number(id.slice(1));
      const terminal = await sandbox.attachTerminal(id, nextByte);
      if (terminal === undefined) {
        await recording.remove();
        continue;
      }
      acknowledged.set(id, terminal);
      this.#keep(sandbox, { id, terminal, size, recording, past });
    }
    await this.#ready(sandbox, 0);
  }

  subscribe(listener: SessionListener): { dispose(): void } {
    this.#listeners.add(listener);
    this.#watch?.setWatched(true);
    return {
      dispose: () => {
        this.#listeners.delete(listener);
        this.#watch?.setWatched(this.watched);
      },
    };
  }

  /** Every task's state in the lesson's order, from what is recorded and what was last seen. */
  async tasks(): Promise<TaskState[]> {
    const passes = await this.#parts.passes();
    return this.#lesson.tasks.map((task) => {
      const { id } = task;
      const passedAt = passes.get(id);
      if (passedAt !== undefined) return passState(task, passedAt);
      return this.#desk.stateOf(id) ?? this.#watch?.stateOf(id) ?? { taskId: id, status: "todo" };
    });
  }

  /** A new shell. Rejects with `too-many`, `not-ready` or what the driver says. */
  async openTerminal(size: TerminalSize, name?: string): Promise<LiveTerminal> {
    const sandbox = this.#usable();
    if (this.#terminals.size + this.#terminalsOpening >= MAX_TERMINALS) {
      throw new SandboxError({
        code: "too-many",
        learnerMessage: `${MAX_TERMINALS} terminals are open, which is the most there can be. Close one first.`,
        detail: `session ${this.id}: too many terminals`,
      });
    }
    this.#lastTerminal += 1;
    const id = `t${this.#lastTerminal}` as TerminalId;
    const terminal = await this.#openShell(sandbox, size, id);
    const recording = this.#parts.recordings.begin(this.id, { id, size }, (end) => terminal.acknowledge(end));
    return this.#keep(sandbox, { id, terminal, size, recording }, name);
  }

  /** The terminal of this name, opened when there is none. Rejects as `openTerminal` does. */
  async terminalNamed(name: string, size: TerminalSize): Promise<LiveTerminal> {
    const present = this.#terminals.named(name)?.live ?? this.#openingByName.get(name);
    if (present !== undefined) return present;
    const opening = this.openTerminal(size, name).finally(() => this.#openingByName.delete(name));
    this.#openingByName.set(name, opening);
    return opening;
  }

  /** `false`: there is no such terminal. */
  renameTerminal(id: TerminalId, name: string): boolean {
    const known = this.#terminals.rename(id, name);
    if (known) this.#tellTerminals();
    return known;
  }

  /** To place `to` of the row, from 0. `false`: there is no such terminal. */
  moveTerminal(id: TerminalId, to: number): boolean {
    const known = this.#terminals.move(id, to);
    if (known) this.#tellTerminals();
    return known;
  }

  /** Without `force`, not while a program runs in it, whose name it gives. One that is gone counts as closed. */
  async closeTerminal(id: TerminalId, force: boolean): Promise<string> {
    const live = this.terminal(id);
    if (live === undefined) return "";
    const running = force ? "" : await live.foreground();
    if (running !== "") return running;
    this.#terminals.hide(id);
    this.#tellTerminals(id);
    live.close();
    return "";
  }

  #keep(sandbox: Sandbox, parts: Omit<LiveTerminalParts, "drawer">, name?: string): LiveTerminal {
    const { id, recording } = parts;
    const live = new LiveTerminal(
      { ...parts, drawer: this.#parts.drawer },
      {
        commandEnded: () => this.#watch?.commandEnded(),
        exited: () => {
          this.#terminals.remove(id);
          this.#tellTerminals();
          recording
            .remove()
            .catch((error) =>
              this.#parts.log(`session ${this.id}: ${id}'s recording could not be removed`, error),
            );
          void this.#confirmAlive(sandbox);
        },
      },
    );
    this.#terminals.add(id, { live, recording }, name);
    this.#tellTerminals();
    return live;
  }

  async #openShell(sandbox: Sandbox, size: TerminalSize, id: TerminalId): Promise<Terminal> {
    this.#terminalsOpening += 1;
    try {
      return await sandbox.openTerminal(size, id);
    } catch (error) {
      void this.#confirmAlive(sandbox);
      throw error;
    } finally {
      this.#terminalsOpening -= 1;
    }
  }

  terminal(id: TerminalId): LiveTerminal | undefined {
    return this.#terminals.get(id)?.live;
  }

  detachEverywhere(viewer: Viewer): void {
    for (const { live } of this.#terminals.held) live.detach(viewer);
  }

  /**
   * Looks at a task now; `undefined` = no such task. Rejects with `not-ready` while there is no machine, unless the
   * task is judged by the answer alone.
   */
  async look(taskId: TaskId, answer?: string): Promise<TaskState | undefined> {
    const task = this.#lesson.tasks.find(({ id }) => id === taskId);
    if (task === undefined) return undefined;
    if (!this.#desk.takes(taskId)) this.#usable();
    const passedAt = (await this.#parts.passes()).get(taskId);
    if (passedAt !== undefined) return passState(task, passedAt);
    return this.#desk.takes(taskId) ? this.#desk.look(taskId, answer) : this.#watch?.look(taskId, answer);
  }

  /** The full time again, from now. */
  async extend(): Promise<SessionState> {
    if (this.#ended) return this.#state;
    this.#expiresAt = this.#parts.now() + this.#parts.sessionMs;
    this.#armExpiry();
    await this.#parts.rememberExpiry(new Date(this.#expiresAt));
    if (this.#state.status === "ready") {
      this.#become({ ...this.#state, expiresAt: new Date(this.#expiresAt).toISOString() });
    }
    return this.#state;
  }

  /** A fresh machine in place of this one. Progress stays. Does nothing while one is being made. */
  async reset(): Promise<SessionState> {
    if (this.#ended || this.#making !== undefined) return this.#state;
    const old = this.#sandbox;
    const started = this.#parts.now();
    this.#become({ status: "resetting", elapsedMs: 0, usualMs: this.#times.usualMs });
    this.#making = (async () => {
      this.#letGo();
      await old?.destroy();
      await this.#make(
        (elapsedMs) => ({ status: "resetting", elapsedMs, usualMs: this.#times.usualMs }),
        started,
      );
    })()
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.#making = undefined;
      });
    await this.#making;
    return this.#state;
  }

  /**
   * Destroys the machine. Viewers are told: `expired` = time is over, `closed` = it made room for another lesson's,
   * `stopped` = the operator wanted it so.
   */
  async end(reason: "expired" | "closed" | "stopped"): Promise<void> {
    if (this.#ended) return;
    clearTimeout(this.#expiry);
    const sandbox = this.#sandbox;
    this.#letGo();
    if (reason === "expired") {
      this.#become({ status: "expired", at: new Date(this.#parts.now()).toISOString() });
    } else if (this.#state.status !== "failed") {
      this.#become({ status: "failed", code: "sandbox-gone", message: REMOVED[reason] });
    }
    this.#ended = true;
    await sandbox?.destroy();
  }

  /** Lets go of timers and streams; the machine lives on, to be found again. */
  release(): void {
    this.#ended = true;
    clearTimeout(this.#expiry);
    this.#watch?.dispose();
    for (const { live, recording } of this.#terminals.held) {
      live.dispose();
      void recording.close();
    }
    this.#listeners.clear();
  }

  async #make(
    stateAt: (elapsedMs: number, phase: "machine" | "engine") => SessionState,
    started = this.#parts.now(),
  ): Promise<void> {
    const elapsed = () => this.#parts.now() - started;
    try {
      const place = await this.#parts.enterQueue((position, estimateMs) =>
        this.#become({ status: "queued", place: position, estimateMs }),
      );
      try {
        if (this.#ended) return;
        const begun = this.#parts.now();
        const sandbox = await this.#createInTime((phase) => this.#become(stateAt(elapsed(), phase)));
        if (this.#ended) {
          await sandbox.destroy();
          return;
        }
        this.#sandbox = sandbox;
        this.#times.add(this.#parts.now() - begun);
        await this.#parts.rememberSandbox(sandbox.id, new Date(this.#expiresAt));
        await this.#ready(sandbox, elapsed());
      } finally {
        place.leave();
      }
    } catch (error) {
      await this.#discard();
      this.#fail(error);
    }
  }

  /** A machine that comes after the deadline is destroyed: nobody waits for it any more. */
  async #createInTime(onPhase: (phase: CreatePhase) => void): Promise<Sandbox> {
    let late = false;
    let timer: NodeJS.Timeout | undefined;
    const tell = (phase: CreatePhase) => {
      if (!late) onPhase(phase);
    };
    const creating = this.#parts.driver.create({ owner: this.id, files: this.#lesson.files }, tell);
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        late = true;
        creating
          .then((sandbox) => sandbox.destroy())
          .catch((error) => this.#parts.log(`session ${this.id}: a late machine`, error));
        reject(
          new SandboxError({
            code: "timed-out",
            learnerMessage: "Your machine took too long to start, so it was given up. Try again.",
            detail: `session ${this.id}: no sandbox within ${CREATE_DEADLINE_MS} ms`,
          }),
        );
      }, CREATE_DEADLINE_MS);
    });
    try {
      return await Promise.race([creating, deadline]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #ready(sandbox: Sandbox, readyAfterMs: number): Promise<void> {
    const engine = this.#parts.createEngineClient(sandbox);
    const [passes, machine] = await Promise.all([this.#parts.passes(), machineFacts(sandbox, engine)]);
    if (this.#ended) return;
    this.#watch = this.#newWatch(sandbox, engine, passes);
    this.#armExpiry();
    this.#become({
      status: "ready",
      expiresAt: new Date(this.#expiresAt).toISOString(),
      readyAfterMs,
      machine,
    });
    this.#watch.start();
    this.#watch.setWatched(this.watched);
  }

  #newWatch(sandbox: Sandbox, engine: EngineClient, passes: ReadonlyMap<TaskId, Date>): TaskWatch {
    return new TaskWatch({
      sandbox,
      engine,
      tasks: this.#lesson.tasks.filter(({ id }) => !this.#desk.takes(id)),
      passed: new Set(passes.keys()),
      runCheck: (check, context: CheckContext) => this.#parts.runCheck(check, context),
      recordPass: this.#parts.recordPass,
      onState: (state) => this.#tellTask(state),
    });
  }

  #newDesk(): AnswerDesk {
    return new AnswerDesk({
      tasks: this.#lesson.tasks,
      recordPass: this.#parts.recordPass,
      onState: (state) => this.#tellTask(state),
    });
  }

  /** The lesson was saved while its machine runs: its tasks are watched anew; machine and terminals stay. */
  async changeLesson(lesson: SessionLesson): Promise<void> {
    this.#lesson = lesson;
    this.#desk = this.#newDesk();
    const passes = await this.#parts.passes();
    if (this.#lesson !== lesson || this.#watch === undefined || this.#sandbox === undefined) return;
    this.#watch.dispose();
    this.#watch = this.#newWatch(this.#sandbox, this.#parts.createEngineClient(this.#sandbox), passes);
    this.#watch.start();
    this.#watch.setWatched(this.watched);
  }

  #usable(): Sandbox {
    if (this.#sandbox !== undefined && this.#state.status === "ready") return this.#sandbox;
    throw new SandboxError({
      code: "not-ready",
      learnerMessage: "Your machine is not ready. Wait for it, or start a new one.",
      detail: `session ${this.id} is ${this.#state.status}`,
    });
  }

  /** A shell's end may be the machine's end: then the learner is told, and nothing is left of it. */
  async #confirmAlive(sandbox: Sandbox): Promise<void> {
    if (this.#ended || this.#sandbox !== sandbox || this.#state.status !== "ready") return;
    const status = await sandbox.status().catch(() => "running" as const);
    if (status === "running" || status === "frozen" || this.#sandbox !== sandbox) return;
    await this.#discard();
    this.#fail(
      new SandboxError({
        code: "sandbox-gone",
        learnerMessage:
          "Your machine stopped: its first process ended. Start a new one; your progress is kept.",
        detail: `sandbox ${sandbox.id} died`,
      }),
    );
  }

  async #discard(): Promise<void> {
    const sandbox = this.#sandbox;
    this.#letGo();
    await sandbox
      ?.destroy()
      .catch((error) => this.#parts.log(`session ${this.id}: its machine could not be removed`, error));
  }

  #letGo(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#sandbox = undefined;
    for (const { live } of this.#terminals.held) live.close();
  }

  #fail(error: unknown): void {
    this.#parts.log(`session ${this.id} failed`, error);
    if (this.#ended) return;
    this.#become(
      error instanceof SandboxError
        ? { status: "failed", code: error.code, message: error.learnerMessage }
        : {
            status: "failed",
            code: "internal",
            message: "Your machine did not start, for a reason the operator can find in the log. Try again.",
          },
    );
  }

  #tellTerminals(closed?: TerminalId): void {
    for (const listener of this.#listeners) listener.onTerminals?.(this.#terminals.views, closed);
  }

  #tellTask(state: TaskState): void {
    for (const listener of this.#listeners) listener.onTask(state);
  }

  #become(state: SessionState): void {
    if (this.#ended) return;
    this.#state = state;
    this.#parts.observe?.(state);
    for (const listener of this.#listeners) listener.onState(state);
  }

  #armExpiry(): void {
    clearTimeout(this.#expiry);
    this.#expiry = setTimeout(
      () => {
        this.end("expired").catch((error) =>
          this.#parts.log("an expired machine could not be removed", error),
        );
      },
      Math.max(0, this.#expiresAt - this.#parts.now()),
    );
  }
}
