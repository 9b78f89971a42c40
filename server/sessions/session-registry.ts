import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { ProgressStore } from "../progress/progress-store.ts";
import type { LearnerId, LessonId, TaskId, TrackId } from "../protocol/ids.ts";
import type { SessionNotice } from "../protocol/session-notice.ts";
import type { SessionState } from "../protocol/session-state.ts";
import type { Sandbox, SandboxDriver, SandboxId } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { CreateTimes } from "./create-times.ts";
import type { IdleTimes } from "./idle-freezer.ts";
import type { KeptHomes } from "./kept-homes/kept-homes.ts";
import { knownPasses } from "./known-passes.ts";
import { MachineFactsReader } from "./machine-facts.ts";
import { type PoolSettings, WarmPool } from "./pool/warm-pool.ts";
import type { TerminalRecordings } from "./recordings/terminal-recordings.ts";
import type { ScreenDrawer } from "./screen/screen-drawer.ts";
import { Session } from "./session.ts";
import type { SessionRecord, SessionStore } from "./session-store.ts";
import type { TaskWatchParts, WatchedTask } from "./task-watch.ts";
import { WaitingLine } from "./waiting-line.ts";

/** Machines made at the same time: more only makes each slower on a small host. */
const CREATE_WIDTH = 2;
/** After a restart: how often a machine is asked for, and the pause between. Milliseconds. */
const RESUME_ATTEMPTS = 3;
const RESUME_PAUSE_MS = 500;
/** Machines of one learner: the one in use, and one to come back to. The longest unused gives way. */
const MAX_SESSIONS_PER_LEARNER = 2;

export interface LessonParts {
  readonly trackId: TrackId;
  readonly lessonId: LessonId;
  readonly files: Readonly<Record<string, string>>;
  readonly images: readonly string[];
  readonly tasks: readonly WatchedTask[];
}

export interface RegistryParts {
  readonly driver: SandboxDriver;
  readonly sessions: SessionStore;
  readonly progress: ProgressStore;
  readonly recordings: TerminalRecordings;
  /** Shared by all terminals. */
  readonly drawer: ScreenDrawer;
  readonly findLesson: (trackId: TrackId, lessonId: LessonId) => LessonParts | undefined;
  readonly createEngineClient: (sandbox: Sandbox) => EngineClient;
  readonly runCheck: TaskWatchParts["runCheck"];
  /** Rejects with `too-many` when this learner has asked for too many machines lately. */
  readonly admit: (learnerId: LearnerId, address: string) => Promise<void>;
  readonly maxSandboxes: number;
  /** Learners who may wait while all machines are in use. */
  readonly maxQueue: number;
  /** Machines that wait for learners; absent: each is made when it is asked for. */
  readonly pool?: PoolSettings;
  readonly homes: KeptHomes;
  readonly sessionMs: number;
  readonly idle: IdleTimes;
  /** Images that every machine has from its start. Default: none. */
  readonly preparedImages?: readonly string[];
  /** Hears whether a machine waited when one was wanted. */
  readonly onClaim?: (result: "hit" | "miss") => void;
  /** Hears of every state that any session takes. */
  readonly observe?: (sessionId: string, state: SessionState) => void;
  readonly log: (message: string, error: unknown) => void;
  readonly now?: () => number;
}

/** A session as the operator sees it. */
export interface SessionSummary {
  readonly id: string;
  readonly learnerId: LearnerId;
  readonly trackId: TrackId;
  readonly lessonId: LessonId;
  readonly state: SessionState;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly sandboxId: string | undefined;
  readonly terminals: number;
  readonly notices: readonly SessionNotice[];
  /** Some page shows it at this moment. */
  readonly watched: boolean;
}

const keyOf = (learnerId: LearnerId, lesson: { trackId: TrackId; lessonId: LessonId }) =>
  `${learnerId}/${lesson.trackId}/${lesson.lessonId}`;

function summaryOf(session: Session, record: SessionRecord): SessionSummary {
  const { id, learnerId, trackId, lessonId, createdAt } = record;
  const { state, expiresAt, sandboxId, terminalIds, watched, notices } = session;
  const terminals = terminalIds.length;
  return {
    id,
    learnerId,
    trackId,
    lessonId,
    createdAt,
    state,
    expiresAt,
    sandboxId,
    terminals,
    watched,
    notices,
  };
}

/** Every live session, by learner and lesson. A learner can only ever reach what is under their own id. */
export class SessionRegistry {
  readonly #parts: RegistryParts;
  readonly #sessions = new Map<string, Session>();
  readonly #records = new WeakMap<Session, SessionRecord>();
  readonly #opening = new Map<string, Promise<Session>>();
  readonly #times = new CreateTimes();
  readonly #facts = new MachineFactsReader();
  /** Places in the lab, and turns to have a machine made. */
  readonly #places: WaitingLine;
  readonly #queue: WaitingLine;
  readonly #pool: WarmPool | undefined;
  readonly #now: () => number;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    this.#places = new WaitingLine(parts.maxSandboxes, (place) => this.#untilFree(place));
    this.#queue = new WaitingLine(
      CREATE_WIDTH,
      (place) => Math.ceil(place / CREATE_WIDTH + 1) * this.#times.usualMs,
    );
    this.#pool = parts.pool && this.#newPool(parts.pool);
  }

  /** Who answers for a sandbox, for the reaper: sessions, and the pool. */
  get owners(): ReadonlySet<string> {
    const live = [...this.#sessions.values()].filter((session) => !session.ended);
    return new Set([...live.flatMap(({ owners }) => owners), ...(this.#pool?.owners ?? [])]);
  }

  /** Machines that wait for a learner, and how many should. */
  get pool(): { readonly waiting: number; readonly wanted: number } {
    return this.#pool?.size ?? { waiting: 0, wanted: 0 };
  }

  /** Sessions that have not ended, oldest first. */
  get summaries(): readonly SessionSummary[] {
    return [...this.#sessions.values()]
      .flatMap((session) => {
        const record = this.#records.get(session);
        return session.ended || record === undefined ? [] : [summaryOf(session, record)];
      })
      .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  }

  /** Machines being made, and sessions that wait for their turn or for a place. */
  get queue(): { readonly beingMade: number; readonly waiting: number } {
    return { beingMade: this.#queue.inside, waiting: this.#queue.waiting + this.#places.waiting };
  }

  /** Ends a session, by its own id or its sandbox's; its learner is told. False = there is none. */
  async stop(id: string): Promise<boolean> {
    const found = [...this.#sessions].find(
      ([, session]) => !session.ended && (session.id === id || session.sandboxId === id),
    );
    if (found === undefined) return false;
    const [key, session] = found;
    this.#sessions.delete(key);
    await this.#end(session, "stopped");
    return true;
  }

  /**
   * The learner's session in a lesson: the one that is there, or a new one whose machine is being made. A failed one
   * is tried again. Rejects with `not-found`, `too-many` or `no-capacity`.
   */
  open(learnerId: LearnerId, trackId: TrackId, lessonId: LessonId, address: string): Promise<Session> {
    const key = keyOf(learnerId, { trackId, lessonId });
    const underWay = this.#opening.get(key);
    if (underWay !== undefined) return underWay;
    const present = this.#sessions.get(key);
    if (present !== undefined && !present.ended && present.state.status !== "failed") {
      this.#sessions.delete(key);
      this.#sessions.set(key, present);
      return Promise.resolve(present);
    }
    const opening = this.#open(key, learnerId, trackId, lessonId, address).finally(() =>
      this.#opening.delete(key),
    );
    this.#opening.set(key, opening);
    return opening;
  }

  async #open(
    key: string,
    learnerId: LearnerId,
    trackId: TrackId,
    lessonId: LessonId,
    address: string,
  ): Promise<Session> {
    const lesson = this.#parts.findLesson(trackId, lessonId);
    if (lesson === undefined) {
      throw new SandboxError({
        code: "not-found",
        learnerMessage: "There is no such lesson. The course map lists all that there are.",
        detail: `no lesson ${trackId}/${lessonId}`,
      });
    }
    await this.#parts.admit(learnerId, address);
    const createdAt = new Date(this.#now());
    const record: SessionRecord = {
      id: randomUUID(),
      learnerId,
      trackId,
      lessonId,
      sandboxId: undefined,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + this.#parts.sessionMs),
    };
    const session = this.#session(record, lesson);
    const replaced = this.#makeWay(key, session);
    // A learner who changes lessons in a full lab does not lose their place; of two they need only one.
    for (const ticket of replaced.flatMap((old) => old.place.handOver() ?? [])) session.place.hold(ticket);
    try {
      await Promise.all(replaced.map((old) => this.#end(old)));
      await this.#parts.sessions.save(record);
    } catch (error) {
      if (this.#sessions.get(key) === session) this.#sessions.delete(key);
      session.place.leave();
      session.release();
      throw error;
    }
    void session.start();
    return session;
  }

  /** A fresh machine in a session; it counts like any other machine asked for. Rejects with `too-many`. */
  async reset(session: Session, address: string): Promise<SessionState> {
    await this.#parts.admit(session.learnerId, address);
    return session.reset();
  }

  /** Takes up the sessions of a server that ran before; what is gone or over is cleaned away. */
  async restore(): Promise<void> {
    for (const record of await this.#parts.sessions.list()) {
      const lesson = this.#parts.findLesson(record.trackId, record.lessonId);
      const isOver = record.expiresAt.getTime() <= this.#now();
      if (isOver) await this.#keepHome(record);
      const sandbox =
        lesson !== undefined && record.sandboxId !== undefined && !isOver
          ? await this.#takenUp(record.sandboxId as SandboxId)
          : undefined;
      if (lesson === undefined || sandbox === undefined) {
        await this.#parts.sessions.remove(record.id);
        continue;
      }
      const session = this.#session(record, lesson);
      session.place.hold(this.#places.hold());
      this.#sessions.set(keyOf(record.learnerId, record), session);
      await session.adopt(sandbox);
    }
    await this.#pool?.restore();
    this.#pool?.start();
  }

  /** What cannot be taken up is given up, and removed: a fault that passes must not cost a learner their machine. */
  async #takenUp(id: SandboxId): Promise<Sandbox | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#parts.driver.resume(id);
      } catch (error) {
        this.#parts.log(
          `sandbox ${id} could not be taken up, attempt ${attempt} of ${RESUME_ATTEMPTS}`,
          error,
        );
        if (attempt === RESUME_ATTEMPTS) return undefined;
        await delay(RESUME_PAUSE_MS);
      }
    }
  }

  /** Of a machine whose time was over while no server ran. */
  async #keepHome(record: SessionRecord): Promise<void> {
    if (record.sandboxId === undefined) return;
    try {
      const sandbox = await this.#parts.driver.resume(record.sandboxId as SandboxId);
      await sandbox?.thaw();
      if (sandbox !== undefined) await this.#parts.homes.of(record).keep(sandbox);
    } catch (error) {
      this.#parts.log(`the files of sandbox ${record.sandboxId} could not be kept`, error);
    }
  }

  /** Each session takes up what its lesson is now; one whose lesson is gone goes on with what it has. */
  lessonsChanged(): void {
    for (const [key, session] of this.#sessions) {
      const [, trackId, lessonId] = key.split("/");
      const lesson = this.#parts.findLesson(trackId as TrackId, lessonId as LessonId);
      if (lesson === undefined) continue;
      session
        .changeLesson(lesson)
        .catch((error) =>
          this.#parts.log(`session ${session.id} could not take up its changed lesson`, error),
        );
    }
  }

  /** The time of day has jumped: no learner's time becomes longer or shorter by that. */
  clockJumped(milliseconds: number): void {
    for (const session of this.#sessions.values()) {
      session
        .clockJumped(milliseconds)
        .catch((error) => this.#parts.log(`session ${session.id} could not follow the clock`, error));
    }
  }

  /** Lets go of everything at once; machines live on and are found again by `restore`. Resolves when none is being made. */
  async release(): Promise<void> {
    const poolStopped = this.#pool?.stop();
    for (const session of this.#sessions.values()) session.release();
    this.#sessions.clear();
    await poolStopped;
  }

  #session(record: SessionRecord, lesson: LessonParts): Session {
    const { sessions, progress } = this.#parts;
    const { learnerId, trackId, lessonId } = record;
    const { observe, preparedImages = [] } = this.#parts;
    const session: Session = new Session(
      {
        id: record.id,
        learnerId,
        driver: this.#parts.driver,
        lesson,
        createEngineClient: this.#parts.createEngineClient,
        runCheck: this.#parts.runCheck,
        passes: knownPasses(
          async () => {
            const passes = await progress.passesOf(learnerId, { trackId, lessonId });
            return new Map(passes.map((pass) => [pass.taskId, pass.passedAt]));
          },
          (error) => this.#parts.log(`session ${record.id}: its learner's passes could not be read`, error),
        ),
        recordPass: async (taskId: TaskId) =>
          (await progress.pass(learnerId, { trackId, lessonId, taskId })).passedAt,
        claimWarm: (images) => this.#pool?.claim(images.filter((image) => !preparedImages.includes(image))),
        takeOffList: (sandboxId) => sessions.removeWaiting(sandboxId),
        enterQueue: (onPlace, signal) => this.#queue.enter(onPlace, signal),
        enterLab: (onPlace, signal) => this.#places.enter(onPlace, signal),
        rememberSandbox: (sandboxId, expiresAt) => sessions.save({ ...record, sandboxId, expiresAt }),
        rememberExpiry: (expiresAt) => sessions.setExpiry(record.id, expiresAt),
        recordings: this.#parts.recordings.of(record, (isKept) => session.outputIsKept(isKept)),
        drawer: this.#parts.drawer,
        facts: this.#facts,
        home: this.#parts.homes.of(record),
        sessionMs: this.#parts.sessionMs,
        idle: this.#parts.idle,
        preparedImages,
        ...(observe === undefined ? {} : { observe: (state) => observe(record.id, state) }),
        log: this.#parts.log,
        now: this.#now,
      },
      this.#times,
      // No machine is promised more than this: the clock may have been set back while no server ran.
      Math.min(record.expiresAt.getTime(), this.#now() + this.#parts.sessionMs),
    );
    this.#records.set(session, record);
    return session;
  }

  #newPool(settings: PoolSettings): WarmPool {
    const { driver, sessions, onClaim, maxSandboxes, log } = this.#parts;
    return new WarmPool({
      ...settings,
      driver,
      waiting: sessions,
      learnersWait: () => this.#queue.inside > 0,
      room: () => maxSandboxes - this.#places.inside,
      onClaim,
      log,
      now: () => performance.now(),
    });
  }

  /** When the next places become free, if nobody asks for more time. Milliseconds. */
  #untilFree(place: number): number {
    const left = [...this.#sessions.values()]
      .filter(({ ended, sandboxId }) => !ended && sandboxId !== undefined)
      .map(({ expiresAt }) => Math.max(0, expiresAt.getTime() - this.#now()))
      .sort((a, b) => a - b);
    return left[Math.min(place, left.length) - 1] ?? this.#parts.sessionMs;
  }

  /**
   * Keeps a session and takes out those that have to go: what was under its key, all that has ended, and the learner's
   * longest unused if they have too many. Throws `no-capacity`, and then nothing has changed. Synchronous, so that two
   * who open at the same moment cannot both be the last to wait.
   */
  #makeWay(key: string, session: Session): Session[] {
    const going = new Map([...this.#sessions].filter(([otherKey, other]) => otherKey === key || other.ended));
    const staying = () => [...this.#sessions].filter(([otherKey]) => !going.has(otherKey));
    const own = staying().filter(([, other]) => other.learnerId === session.learnerId);
    const byUse = own.sort(([, a], [, b]) => Number(a.watched) - Number(b.watched));
    const surplus = Math.max(0, own.length - MAX_SESSIONS_PER_LEARNER + 1);
    for (const [otherKey, other] of byUse.slice(0, surplus)) going.set(otherKey, other);
    const { maxSandboxes, maxQueue } = this.#parts;
    if (staying().filter(([, other]) => other.state.status !== "failed").length >= maxSandboxes + maxQueue) {
      throw new SandboxError({
        code: "no-capacity",
        learnerMessage: `All ${maxSandboxes} machines of this lab are in use, and ${maxQueue} learners wait for one. Try again in a few minutes.`,
        detail: "no capacity",
      });
    }
    for (const otherKey of going.keys()) this.#sessions.delete(otherKey);
    this.#sessions.set(key, session);
    return [...going.values()];
  }

  async #end(session: Session, reason: "closed" | "stopped" = "closed"): Promise<void> {
    await session
      .end(reason)
      .catch((error) => this.#parts.log(`session ${session.id} could not be ended`, error));
    await this.#parts.sessions.remove(session.id);
  }
}
