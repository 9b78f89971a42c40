import type { Sandbox } from "../sandbox/driver.ts";
import { endEngine } from "../sandbox/end-engine.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import { EngineWatch } from "./engine-watch.ts";
import { fetchAhead } from "./fetch-ahead.ts";
import { IdleFreezer, type IdleTimes } from "./idle-freezer.ts";
import { LimitWatch } from "./limit-watch.ts";

export interface MachineCareParts {
  readonly sandbox: Sandbox;
  readonly createEngineClient: (sandbox: Sandbox) => EngineClient;
  readonly idle: IdleTimes;
  /** Some page shows it at this moment. */
  readonly isWatched: () => boolean;
  /** A program runs in some terminal. */
  readonly isBusy: () => Promise<boolean>;
  readonly onFrozen: (frozen: boolean) => void;
  /** A sentence for the learner, or `undefined` when the engine answers again. */
  readonly onEngineNotice: (message: string | undefined) => void;
  /** Names the limits that the learner has reached, or `undefined` when there is none. */
  readonly onLimitNotice: (message: string | undefined) => void;
  /** The machine itself is no longer there. */
  readonly onGone: () => void;
  readonly log: (message: string, error: unknown) => void;
}

/** Looks after a session's machine: its engine and its limits while it runs, and its rest while nobody needs it. */
export class MachineCare {
  readonly #parts: MachineCareParts;
  readonly #idle: IdleFreezer;
  readonly #limits: LimitWatch;
  readonly #fetching = new AbortController();
  /** None while the machine is frozen, which must not be taken for a dead one. */
  #engine: EngineWatch | undefined;

  constructor(parts: MachineCareParts) {
    this.#parts = parts;
    this.#idle = new IdleFreezer({ ...parts, ...parts.idle, onFrozen: (frozen) => this.#froze(frozen) });
    this.#limits = new LimitWatch({ sandbox: parts.sandbox, onNotice: parts.onLimitNotice });
    this.#limits.setWatched(parts.isWatched());
    this.#watchEngine();
  }

  get engineInTrouble(): boolean {
    return this.#engine?.inTrouble ?? false;
  }

  /** Somebody is at work. Resolves when the machine runs; never rejects. */
  touched(): Promise<void> {
    return this.#idle.touched();
  }

  /** There is a reason to doubt the engine. */
  lookAtEngine(): void {
    void this.#engine?.look();
  }

  setWatched(watched: boolean): void {
    this.#engine?.setWatched(watched);
    this.#limits.setWatched(watched);
  }

  /** Before the learner needs them; nobody waits for it. */
  fetchImages(images: readonly string[]): void {
    const { sandbox, createEngineClient, log } = this.#parts;
    const { signal } = this.#fetching;
    void fetchAhead({ sandbox, engine: createEngineClient(sandbox), images, signal, log });
  }

  dispose(): void {
    this.#fetching.abort();
    this.#idle.dispose();
    this.#limits.dispose();
    this.#engine?.dispose();
  }

  #froze(frozen: boolean): void {
    this.#fetching.abort();
    this.#engine?.dispose();
    this.#engine = undefined;
    this.#parts.onEngineNotice(undefined);
    this.#limits.setWatched(!frozen && this.#parts.isWatched());
    if (!frozen) this.#watchEngine();
    this.#parts.onFrozen(frozen);
  }

  #watchEngine(): void {
    const { sandbox, createEngineClient, isWatched, onEngineNotice, onGone, log } = this.#parts;
    this.#engine = new EngineWatch({
      engine: createEngineClient(sandbox),
      restart: () => endEngine(sandbox),
      onNotice: onEngineNotice,
      onGone,
      log,
    });
    this.#engine.setWatched(isWatched());
  }
}
