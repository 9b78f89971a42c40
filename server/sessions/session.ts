import type { Check, CheckContext } from "../checks/check.ts";
import { keepTrying } from "../progress/keep-trying.ts";
import type { CheckResult, TaskState } from "../protocol/check-result.ts";
import type { TerminalView } from "../protocol/events.ts";
import type { LearnerId, TaskId, TerminalId } from "../protocol/ids.ts";
import type { TerminalSize } from "../protocol/payloads.ts";
import type { SessionNotice } from "../protocol/session-notice.ts";
import { atHand, type SessionState } from "../protocol/session-state.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import type { CreateTimes } from "./create-times.ts";
import type { IdleTimes } from "./idle-freezer.ts";
import type { KeptHome } from "./kept-homes/kept-homes.ts";
import { neverMind } from "./kept-homes/never-mind.ts";
import { LabPlace } from "./lab-place.ts";
import type { LiveTerminal } from "./live-terminal.ts";
import { MachineCare } from "./machine-care.ts";
import type { MachineFactsReader } from "./machine-facts.ts";
import { type EnterLine, MachineSource, type MachineSourceParts } from "./machine-source.ts";
import { PromisedTime } from "./promised-time.ts";
import type { SessionRecordings } from "./recordings/terminal-recordings.ts";
import type { ScreenDrawer } from "./screen/screen-drawer.ts";
import type { Viewer } from "./seat.ts";
import { SessionNotices } from "./session-notices.ts";
import {
  ENGINE_AWAY,
  failedState,
  machineStopped,
  NOT_RECORDED,
  notReady,
  removedState,
} from "./session-sentences.ts";
import { SessionTasks } from "./session-tasks.ts";
import { SessionTerminals } from "./session-terminals.ts";
import type { TaskWatchParts, WatchedTask } from "./task-watch.ts";
import { tidyUp } from "./tidy-up.ts";

export interface SessionListener {
  onState(state: SessionState): void;
  onTask(task: TaskState): void;
  /** `closed`: the terminal that somebody has closed. */
  onTerminals?(terminals: readonly TerminalView[], closed?: TerminalId): void;
  /** All that there are now. */
  onNotices?(notices: readonly SessionNotice[]): void;
}

/** Of a lesson, what its machine needs: files of the learner's home folder, images to fetch ahead, tasks to watch. */
export interface SessionLesson {
  readonly files: Readonly<Record<string, string>>;
  readonly images: readonly string[];
  readonly tasks: readonly WatchedTask[];
}

export interface SessionParts extends MachineSourceParts {
  readonly learnerId: LearnerId;
  readonly lesson: SessionLesson;
  readonly runCheck: TaskWatchParts["runCheck"];
  /** First-time passes of this lesson. */
  readonly passes: () => Promise<ReadonlyMap<TaskId, Date>>;
  readonly recordPass: (taskId: TaskId) => Promise<Date>;
  /** Waits for a place in the lab, which is left when the session has ended or failed. */
  readonly enterLab: EnterLine;
  readonly rememberSandbox: (sandboxId: string, expiresAt: Date) => Promise<void>;
  readonly rememberExpiry: (expiresAt: Date) => Promise<void>;
  readonly recordings: SessionRecordings;
  readonly drawer: ScreenDrawer;
  readonly facts: MachineFactsReader;
  /** Where the files of its home folder are kept when its time is over. */
  readonly home: KeptHome;
  readonly sessionMs: number;
  readonly idle: IdleTimes;
  /** Images that every machine has from its start. */
  readonly preparedImages: readonly string[];
  /** Hears of every state that the session takes. */
  readonly observe?: (state: SessionState) => void;
  /** An operator's line about something that went wrong. */
  readonly log: (message: string, error: unknown) => void;
  readonly now: () => number;
}

/**
 * A learner's machine and terminals in one lesson, with no transport in sight. It outlives every viewer; it ends when
 * its time is over. States: (queued ->) creating -> ready -> (frozen -> ready | resetting -> ready)* -> expired | failed.
 */
export class Session {
  readonly id: string;
  readonly learnerId: LearnerId;
  readonly #parts: SessionParts;
  readonly #times: CreateTimes;
  readonly #listeners = new Set<SessionListener>();
  readonly #terminals: SessionTerminals;
  readonly #tasks: SessionTasks;
  readonly #notices = new SessionNotices((notices) => {
    for (const listener of this.#listeners) listener.onNotices?.(notices);
  });
  readonly #source: MachineSource;
  readonly #home: KeptHome;
  #care: MachineCare | undefined;
  #lesson: SessionLesson;
  #state: SessionState;
  #sandbox: Sandbox | undefined;
  readonly #time: PromisedTime;
  /** Its place in the lab, held until it has ended or failed. */
  readonly place: LabPlace;
  #making: Promise<void> | undefined;
  #tidying: Promise<void> | undefined;
  #ended = false;
  /** Somebody has typed on this machine: it has files worth keeping. */
  #workedOn = false;
  #ending: Promise<void> | undefined;
  /** Ends every wait. */
  readonly #over = new AbortController();

  constructor(parts: SessionParts, times: CreateTimes, expiresAt = parts.now() + parts.sessionMs) {
    this.id = parts.id;
    this.learnerId = parts.learnerId;
    this.#parts = parts;
    this.#times = times;
    this.#source = new MachineSource(parts, times);
    this.#home = neverMind(parts.home, (message, error) =>
      parts.log(`session ${parts.id}: ${message}`, error),
    );
    this.#lesson = parts.lesson;
    this.#terminals = new SessionTerminals(
      { sessionId: parts.id, ...parts },
      {
        changed: (terminals, closed) => {
          for (const listener of this.#listeners) listener.onTerminals?.(terminals, closed);
        },
        commandEnded: () => this.#tasks.commandEnded(),
        typed: () => {
          this.#workedOn = true;
          void this.touch();
        },
        doubtful: (sandbox) => void this.#confirmAlive(sandbox),
      },
    );
    this.#tasks = new SessionTasks(
      {
        ...parts,
        runCheck: (check, context) => this.#look(check, context),
        onState: (state) => {
          for (const listener of this.#listeners) listener.onTask(state);
        },
        onEventsEnded: () => this.#care?.lookAtEngine(),
        onPassed: ({ title }) => this.#terminals.mark(title),
      },
      parts.lesson.tasks,
    );
    this.place = new LabPlace(parts.enterLab);
    this.#time = new PromisedTime(expiresAt, {
      now: parts.now,
      onOver: () =>
        void this.end("expired").catch((error) =>
          parts.log("an expired machine could not be removed", error),
        ),
    });
    this.#state = { status: "creating", phase: "machine", elapsedMs: 0, usualMs: times.usualMs };
  }

  /** As it is at this moment: less and less time is left. */
  get state(): SessionState {
    return atHand(this.#state) === undefined ? this.#state : { ...this.#state, ...this.#time.view };
  }

  get ended(): boolean {
    return this.#ended;
  }

  get sandboxId(): string | undefined {
    return this.#sandbox?.id;
  }

  /**
   * Ids that its machine may carry as its owner's: its own, or that of the pool that made it. One that has failed
   * answers for nothing: what could not be removed then is left to the reaper.
   */
  get owners(): readonly string[] {
    if (this.#state.status === "failed" && this.#making === undefined) return [];
    return this.#sandbox === undefined ? [this.id] : [this.id, this.#sandbox.owner];
  }

  get expiresAt(): Date {
    return this.#time.until;
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

  get notices(): readonly SessionNotice[] {
    return this.#notices.all;
  }

  /** Whether what its terminals print is written down. */
  outputIsKept(isKept: boolean): void {
    this.#notices.set("recording", isKept ? undefined : NOT_RECORDED);
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
    this.#workedOn = true;
    // One that was frozen would not answer.
    await sandbox.thaw();
    await this.#terminals.restore(sandbox);
    await this.#ready(sandbox, { afterMs: 0, untouched: false });
  }

  subscribe(listener: SessionListener): { dispose(): void } {
    this.#listeners.add(listener);
    this.#tellWatched();
    return {
      dispose: () => {
        this.#listeners.delete(listener);
        this.#tellWatched();
      },
    };
  }

  /** A page comes or goes: that counts as somebody at work. */
  #tellWatched(): void {
    const looks = this.watched && this.#state.status !== "frozen";
    this.#tasks.setWatched(looks);
    this.#care?.setWatched(looks);
    void this.touch();
  }

  /** Every task's state in the lesson's order, from what is recorded and what was last seen. */
  tasks(): Promise<TaskState[]> {
    return this.#tasks.states();
  }

  /** Somebody is at work here, in whatever tab or window: a frozen machine is thawed. Never rejects. */
  async touch(): Promise<void> {
    await this.#care?.touched();
  }

  /** A new shell. Rejects with `too-many`, `not-ready` or what the driver says. */
  async openTerminal(size: TerminalSize, name?: string): Promise<LiveTerminal> {
    await this.touch();
    return this.#terminals.open(this.#usable(), size, name);
  }

  /** The terminal of this name, opened when there is none. Rejects as `openTerminal` does. */
  async terminalNamed(name: string, size: TerminalSize): Promise<LiveTerminal> {
    await this.touch();
    return this.#terminals.named(() => this.#usable(), size, name);
  }

  /** `false`: there is no such terminal. */
  renameTerminal(id: TerminalId, name: string): boolean {
    return this.#terminals.rename(id, name);
  }

  /** To place `to` of the row, from 0. `false`: there is no such terminal. */
  moveTerminal(id: TerminalId, to: number): boolean {
    return this.#terminals.move(id, to);
  }

  /** Without `force`, not while a program runs in it, whose name it gives. One that is gone counts as closed. */
  async closeTerminal(id: TerminalId, force: boolean): Promise<string> {
    await this.touch();
    return this.#terminals.close(id, force);
  }

  terminal(id: TerminalId): LiveTerminal | undefined {
    return this.#terminals.get(id);
  }

  detachEverywhere(viewer: Viewer): void {
    this.#terminals.detachEverywhere(viewer);
  }

  /**
   * Looks at a task now; `undefined` = no such task. Rejects with `not-ready` while there is no machine, unless the
   * task is judged by the answer alone.
   */
  async look(taskId: TaskId, answer?: string): Promise<TaskState | undefined> {
    await this.touch();
    return this.#tasks.look(taskId, answer, () => this.#usable());
  }

  /** The full time again, from now. */
  async extend(): Promise<SessionState> {
    await this.touch();
    if (!this.#ended) await this.#promise(this.#parts.now() + this.#parts.sessionMs);
    return this.state;
  }

  /**
   * The clock has jumped, by this many milliseconds: what was promised was a stretch of time, and the rest of it is as
   * long as before. Also after the machine under the lab has slept.
   */
  async clockJumped(milliseconds: number): Promise<void> {
    const until = this.expiresAt.getTime() + milliseconds;
    if (atHand(this.#state) !== undefined) await this.#promise(until);
    else this.#time.promise(until);
  }

  async #promise(expiresAt: number): Promise<void> {
    this.#time.promise(expiresAt);
    if (this.#state.status === "ready" || this.#state.status === "frozen") {
      this.#become({ ...this.#state, ...this.#time.view });
    }
    await this.#parts.rememberExpiry(this.expiresAt);
  }

  /**
   * A fresh machine in place of this one. Progress stays. Does nothing while one is being made. The old one is removed
   * before another is made, but need not hold up one that waits.
   */
  async reset(): Promise<SessionState> {
    if (this.#ended || this.#making !== undefined) return this.state;
    const old = this.#sandbox;
    const started = performance.now();
    this.#become({ status: "resetting", elapsedMs: 0, usualMs: this.#times.usualMs });
    this.#letGo();
    this.#making = this.#make(
      (elapsedMs) => ({ status: "resetting", elapsedMs, usualMs: this.#times.usualMs }),
      started,
      old,
    ).finally(() => {
      this.#making = undefined;
    });
    await this.#making;
    return this.state;
  }

  /**
   * This machine as it was at the start of the lesson, with its shells. Progress stays. Once at a time. Rejects with
   * `not-ready`, or as `tidyUp` does.
   */
  async tidyUp(): Promise<void> {
    await this.touch();
    this.#tidying ??= this.#tidyUp(this.#usable()).finally(() => {
      this.#tidying = undefined;
    });
    await this.#tidying;
  }

  async #tidyUp(sandbox: Sandbox): Promise<void> {
    const { files, images } = this.#lesson;
    await tidyUp(sandbox, { files, images: [...images, ...this.#parts.preparedImages] });
    this.#tasks.commandEnded();
  }

  /**
   * Destroys the machine. Viewers are told: `expired` = time is over, `closed` = it made room for another lesson's,
   * `stopped` = the operator wanted it so.
   */
  end(reason: "expired" | "closed" | "stopped"): Promise<void> {
    if (!this.#ended) this.#ending = this.#end(reason);
    return this.#ending ?? Promise.resolve();
  }

  async #end(reason: "expired" | "closed" | "stopped"): Promise<void> {
    this.#time.stop();
    const sandbox = this.#sandbox;
    this.#letGo();
    if (reason === "expired") {
      this.#become({ status: "expired", at: new Date(this.#parts.now()).toISOString() });
    } else if (this.#state.status !== "failed") {
      this.#become(removedState(reason));
    }
    this.#ended = true;
    this.#over.abort();
    try {
      if (reason === "expired" && sandbox !== undefined && this.#workedOn) await this.#home.keep(sandbox);
      await sandbox?.destroy();
    } finally {
      this.place.leave();
      await this.#parts.recordings.end();
    }
  }

  /** Files of an earlier machine of this learner's in this lesson: since when they are kept, if they are. */
  filesKeptAt(): Promise<Date | undefined> {
    return this.#home.keptAt();
  }

  /** Puts them on this machine. Rejects with `not-ready` while there is none. */
  async bringFiles(): Promise<void> {
    await this.touch();
    await this.#home.bring(this.#usable());
    this.#workedOn = true;
    this.#tasks.commandEnded();
  }

  forgetFiles(): Promise<void> {
    return this.#home.forget();
  }

  /** Lets go of timers and streams; the machine lives on, to be found again. */
  release(): void {
    this.#ended = true;
    this.#over.abort();
    this.#time.stop();
    this.#care?.dispose();
    this.#tasks.unwatch();
    this.#terminals.release();
    this.#listeners.clear();
  }

  async #make(
    stateAt: (elapsedMs: number, phase: "machine" | "engine") => SessionState,
    started = performance.now(),
    old?: Sandbox,
  ): Promise<void> {
    const elapsed = () => Math.ceil(performance.now() - started);
    try {
      if (!(await this.#enterLab())) return;
      const warm = await this.#takeWarm(started);
      if (warm) {
        // Not left to the reaper, which takes what carries this session's id for the machine it has now.
        void keepTrying(
          async () => old?.destroy(),
          (error) => this.#parts.log(`session ${this.id}: its old machine could not be removed yet`, error),
        );
        return;
      }
      await old?.destroy();
      await this.#source.make(
        this.#lesson,
        {
          onPlace: (place, estimateMs) =>
            this.#become({ status: "queued", for: "making", place, estimateMs }),
          onPhase: (phase) => this.#become(stateAt(elapsed(), phase)),
          onLate: (error) => this.#parts.log(`session ${this.id}: a late machine`, error),
        },
        this.#over.signal,
        async (sandbox) => {
          this.#sandbox = sandbox;
          await this.#remember(sandbox);
          await this.#ready(sandbox, { afterMs: elapsed(), untouched: true });
          this.#care?.fetchImages(this.#lesson.images);
        },
      );
    } catch (error) {
      await this.#discard();
      this.#fail(error);
    }
  }

  /** `false`: the session has ended. Whoever had to wait has the full time from here on. */
  async #enterLab(): Promise<boolean> {
    const how = await this.place.enter(
      (place, estimateMs) => this.#become({ status: "queued", for: "lab", place, estimateMs }),
      this.#over.signal,
    );
    if (how !== "waited") return how === "entered";
    if (!this.watched) {
      // Nobody is there to use it: the next in the line is not kept waiting.
      await this.end("closed");
      return false;
    }
    this.#time.promise(this.#parts.now() + this.#parts.sessionMs);
    return true;
  }

  /** `false`: no machine waited, or none that was sound. */
  async #takeWarm(started: number): Promise<boolean> {
    try {
      const sandbox = await this.#source.claim(this.#lesson, {
        hold: (warm) => {
          this.#sandbox = warm.sandbox;
          this.#terminals.keepAhead(warm.shell);
        },
        remember: (warm) => this.#remember(warm),
      });
      if (sandbox === undefined) return false;
      await this.#ready(sandbox, { afterMs: Math.ceil(performance.now() - started), untouched: true });
      this.#care?.fetchImages(this.#lesson.images);
      return true;
    } catch (error) {
      this.#parts.log(`session ${this.id}: sandbox ${this.sandboxId} waited and was not usable`, error);
      await this.#discard();
      return false;
    }
  }

  #remember(sandbox: Sandbox): Promise<void> {
    return this.#parts.rememberSandbox(sandbox.id, this.expiresAt);
  }

  async #ready(
    sandbox: Sandbox,
    { afterMs, untouched }: { afterMs: number; untouched: boolean },
  ): Promise<void> {
    const engine = this.#parts.createEngineClient(sandbox);
    const [passes, machine] = await Promise.all([
      this.#parts.passes(),
      this.#parts.facts.read(sandbox, engine, { untouched }),
    ]);
    if (this.#ended) return;
    const watch = this.#tasks.watch({ sandbox, engine }, passes);
    this.#time.start();
    this.#become({
      status: "ready",
      ...this.#time.view,
      readyAfterMs: afterMs,
      machine,
    });
    watch.start();
    this.#care = this.#careFor(sandbox);
  }

  #careFor(sandbox: Sandbox): MachineCare {
    return new MachineCare({
      sandbox,
      createEngineClient: this.#parts.createEngineClient,
      idle: this.#parts.idle,
      isWatched: () => this.watched,
      isBusy: () => this.#terminals.isBusy(),
      onFrozen: (frozen) => this.#froze(frozen),
      onEngineNotice: (message) => this.#notices.set("engine", message),
      onLimitNotice: (message) => this.#notices.set("limits", message),
      onGone: () => void this.#confirmAlive(sandbox),
      log: (message, error) =>
        this.#parts.log(`session ${this.id}, sandbox ${sandbox.id}: ${message}`, error),
    });
  }

  #froze(frozen: boolean): void {
    const machine = atHand(this.#state);
    if (machine === undefined) return;
    this.#become({ ...machine, ...this.#time.view, status: frozen ? "frozen" : "ready" });
    this.#tasks.setWatched(this.watched && !frozen);
  }

  /** While the engine does not answer, what a check does not find says nothing about the learner's work. */
  async #look(check: Check, context: CheckContext): Promise<CheckResult> {
    const result = await this.#parts.runCheck(check, context);
    if (result.status === "unavailable") this.#care?.lookAtEngine();
    return result.status === "not-yet" && this.#care?.engineInTrouble ? ENGINE_AWAY : result;
  }

  /** The lesson was saved while its machine runs: its tasks are watched anew; machine and terminals stay. */
  changeLesson(lesson: SessionLesson): Promise<void> {
    this.#lesson = lesson;
    return this.#tasks.change(lesson.tasks);
  }

  #usable(): Sandbox {
    if (this.#sandbox !== undefined && atHand(this.#state) !== undefined) return this.#sandbox;
    throw notReady(this);
  }

  /** A shell's end may be the machine's end: then the learner is told, and nothing is left of it. */
  async #confirmAlive(sandbox: Sandbox): Promise<void> {
    if (this.#ended || this.#sandbox !== sandbox || atHand(this.#state) === undefined) return;
    const status = await sandbox.status().catch(() => "running" as const);
    if (status === "running" || status === "frozen" || this.#sandbox !== sandbox) return;
    await this.#discard();
    this.#fail(machineStopped(sandbox));
  }

  async #discard(): Promise<void> {
    const sandbox = this.#sandbox;
    this.#letGo();
    await sandbox
      ?.destroy()
      .catch((error) => this.#parts.log(`session ${this.id}: its machine could not be removed`, error));
  }

  #letGo(): void {
    this.#care?.dispose();
    this.#care = undefined;
    this.#tasks.unwatch();
    this.#notices.clear();
    this.#sandbox = undefined;
    this.#terminals.closeAll();
  }

  #fail(error: unknown): void {
    this.#parts.log(`session ${this.id} failed`, error);
    if (this.#ended) return;
    this.place.leave();
    this.#become(failedState(error));
  }

  #become(state: SessionState): void {
    if (this.#ended) return;
    this.#state = state;
    this.#parts.observe?.(state);
    for (const listener of this.#listeners) listener.onState(state);
  }
}
