import type { Sandbox } from "../sandbox/driver.ts";

export interface IdleTimes {
  /** Of a machine that nobody looks at and that only waits for a command. Milliseconds. */
  readonly freezeMs: number;
  /** Of one in whose terminals a program runs, or whose page is open while nothing is typed. */
  readonly busyFreezeMs: number;
}

export interface IdleFreezerParts extends IdleTimes {
  readonly sandbox: Sandbox;
  /** Some page shows it at this moment. */
  readonly isWatched: () => boolean;
  /** A program runs in some terminal. */
  readonly isBusy: () => Promise<boolean>;
  readonly onFrozen: (frozen: boolean) => void;
  readonly log: (message: string, error: unknown) => void;
}

/**
 * Freezes one machine while nobody needs it, and thaws it at the next sign of somebody. What runs unwatched is left
 * alone for longer: it may be what the learner waits for.
 */
export class IdleFreezer {
  readonly #parts: IdleFreezerParts;
  #lastTouch = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #frozen = false;
  /** Freezing and thawing, one after the other. */
  #changing = Promise.resolve();
  #disposed = false;

  constructor(parts: IdleFreezerParts) {
    this.#parts = parts;
    this.#lookIn(parts.freezeMs);
  }

  /** Somebody is at work. Resolves when the machine runs; never rejects. */
  touched(): Promise<void> {
    this.#lastTouch = performance.now();
    if (this.#frozen) void this.#change(false);
    return this.#changing;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  #lookIn(milliseconds: number): void {
    if (this.#disposed) return;
    this.#timer = setTimeout(() => void this.#look(), Math.max(1, milliseconds));
  }

  async #look(): Promise<void> {
    const { freezeMs, busyFreezeMs, isWatched, isBusy } = this.#parts;
    if (this.#disposed || this.#frozen) return;
    const idleFor = () => performance.now() - this.#lastTouch;
    if (idleFor() < freezeMs) return this.#lookIn(freezeMs - idleFor());
    const inUse = isWatched() || (await isBusy().catch(() => true));
    if (inUse && idleFor() < busyFreezeMs) return this.#lookIn(Math.min(freezeMs, busyFreezeMs - idleFor()));
    if (idleFor() < freezeMs) return this.#lookIn(freezeMs - idleFor());
    await this.#change(true);
    if (!this.#frozen) this.#lookIn(freezeMs);
  }

  #change(frozen: boolean): Promise<void> {
    const { sandbox, onFrozen, log } = this.#parts;
    // Known before it has happened: a key that is typed meanwhile must thaw what is just being frozen.
    this.#frozen = frozen;
    this.#changing = this.#changing.then(async () => {
      if (this.#disposed) return;
      try {
        await (frozen ? sandbox.freeze() : sandbox.thaw());
        if (!this.#disposed) onFrozen(frozen);
      } catch (error) {
        this.#frozen = false;
        log(frozen ? "an idle machine could not be frozen" : "a frozen machine could not be thawed", error);
      }
      if (!frozen) this.#lookIn(this.#parts.freezeMs);
    });
    return this.#changing;
  }
}
