import type { EngineClient } from "../sandbox/engine-client.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

/** Asks the engine alone: takes a millisecond of a processor. */
export const ASK_ENGINE = "/containers/json?limit=1";
/** Asks containerd too. The engine starts two programs for it, which together take a tenth of a second of a slow processor. */
const ASK_CONTAINERD = "/version";
/** Between two questions that containerd answers too, while all is well. Milliseconds. */
const ASK_CONTAINERD_EVERY_MS = 60_000;
/** While somebody looks and all is well. Milliseconds. */
const LOOK_EVERY_MS = 15_000;
/** While all is not well. */
const LOOK_AGAIN_MS = 1_000;
/** An engine starts within two seconds, or twenty while containers that ignore its request to stop run. */
const GIVEN_UP_AFTER_MS = 60_000;
/** Each unanswered question takes five seconds: a machine that is only busy answers one of them. */
const UNANSWERED = 3;
/** Before a hanging engine is ended once more. */
const RESTART_PAUSE_MS = 60_000;

const STOPPED = "Your machine's Docker Engine stopped and is being started again. This takes a few seconds.";
const HUNG =
  "Your machine's Docker Engine did not answer any more and is being started again. Containers with a restart policy come back; others have stopped.";
const GIVEN_UP =
  "Your machine's Docker Engine does not start again. Reset the machine to have a fresh one; your progress is kept.";

export interface EngineWatchParts {
  readonly engine: EngineClient;
  /** Ends a hanging engine from outside; it is started again inside. */
  readonly restart: () => Promise<unknown>;
  /** A sentence for the learner, or `undefined` when the engine answers again. */
  readonly onNotice: (message: string | undefined) => void;
  /** The machine itself is no longer there. */
  readonly onGone: () => void;
  /** An operator's line. */
  readonly log: (message: string, error: unknown) => void;
  readonly askContainerdEveryMs?: number;
}

/**
 * Looks after one sandbox's Docker Engine: a dead one is started again inside, by the machine's own boot; here that is
 * noticed and told. One that hangs, or whose containerd does, is ended, so that the same happens. Looks while somebody
 * watches, and at once when there is a reason to.
 */
export class EngineWatch {
  readonly #parts: EngineWatchParts;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #watched = false;
  #disposed = false;
  #unanswered = 0;
  #containerdAnsweredAt = performance.now();
  #trouble: { readonly since: number; readonly message: string } | undefined;
  #restartedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: EngineWatchParts) {
    this.#parts = parts;
  }

  /** It did not answer when it was last asked. */
  get inTrouble(): boolean {
    return this.#trouble !== undefined;
  }

  setWatched(watched: boolean): void {
    this.#watched = watched;
    if (watched) void this.look();
  }

  /** There is a reason to doubt it, or somebody has come. Asks now, unless it is being asked. Never rejects. */
  async look(): Promise<void> {
    if (this.#disposed || this.#looking) return;
    this.#looking = true;
    clearTimeout(this.#timer);
    try {
      await this.#ask();
      this.#answered();
    } catch (error) {
      if (!this.#disposed) await this.#failed(error);
    }
    this.#looking = false;
    this.#plan();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const { engine, askContainerdEveryMs = ASK_CONTAINERD_EVERY_MS } = this.#parts;
    if (performance.now() - this.#containerdAnsweredAt < askContainerdEveryMs) {
      await engine.get(ASK_ENGINE);
      return;
    }
    await engine.get(ASK_CONTAINERD);
    this.#containerdAnsweredAt = performance.now();
  }

  #plan(): void {
    if (this.#disposed) return;
    const doubtful = this.inTrouble || this.#unanswered > 0;
    if (!doubtful && !this.#watched) return;
    this.#timer = setTimeout(() => void this.look(), doubtful ? LOOK_AGAIN_MS : LOOK_EVERY_MS);
  }

  #answered(): void {
    this.#unanswered = 0;
    if (this.#trouble === undefined || this.#disposed) return;
    this.#trouble = undefined;
    this.#parts.onNotice(undefined);
  }

  async #failed(error: unknown): Promise<void> {
    const code = error instanceof SandboxError ? error.code : "internal";
    if (code === "sandbox-gone") return this.#parts.onGone();
    this.#unanswered = code === "timed-out" ? this.#unanswered + 1 : 0;
    const hangs = this.#unanswered >= UNANSWERED;
    if (this.#unanswered > 0 && !hangs) return;
    if (this.#trouble === undefined) {
      this.#trouble = { since: performance.now(), message: hangs ? HUNG : STOPPED };
      this.#parts.log(hangs ? "an engine hangs and is ended" : "an engine stopped", error);
    }
    const { since, message } = this.#trouble;
    this.#parts.onNotice(performance.now() - since > GIVEN_UP_AFTER_MS ? GIVEN_UP : message);
    if (hangs && performance.now() - this.#restartedAt > RESTART_PAUSE_MS) await this.#restart();
  }

  async #restart(): Promise<void> {
    this.#restartedAt = performance.now();
    await this.#parts
      .restart()
      .catch((error) => this.#parts.log("a hanging engine could not be ended", error));
  }
}
