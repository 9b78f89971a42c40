/** How long a machine is promised, by the time of day, and what happens when that is over. */
export class PromisedTime {
  readonly #now: () => number;
  readonly #onOver: () => void;
  #until: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(until: number, parts: { now: () => number; onOver: () => void }) {
    this.#until = until;
    this.#now = parts.now;
    this.#onOver = parts.onOver;
  }

  get until(): Date {
    return new Date(this.#until);
  }

  /** As pages are told. */
  get view(): { readonly expiresAt: string; readonly leftMs: number } {
    return { expiresAt: this.until.toISOString(), leftMs: Math.max(0, this.#until - this.#now()) };
  }

  /** The full time again from now on, or what is left moved along with the clock. */
  promise(until: number): void {
    this.#until = until;
    if (this.#timer !== undefined) this.start();
  }

  /** From here on it is watched. */
  start(): void {
    this.stop();
    this.#timer = setTimeout(this.#onOver, Math.max(0, this.#until - this.#now()));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
