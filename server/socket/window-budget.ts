/** How much of something may be used in a stretch of time. Units are the caller's. */
export class WindowBudget {
  readonly #limit: number;
  readonly #windowMs: number;
  #spent = 0;
  #windowStart = performance.now();

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Nothing of it counts any more: as good as a new one. */
  get fresh(): boolean {
    return performance.now() - this.#windowStart > this.#windowMs;
  }

  /** False = over budget: nothing was spent. */
  spend(amount: number): boolean {
    if (this.fresh) {
      this.#windowStart = performance.now();
      this.#spent = 0;
    }
    if (this.#spent + amount > this.#limit) return false;
    this.#spent += amount;
    return true;
  }
}
