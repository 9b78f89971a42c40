/** How much of something one connection may use in a stretch of time. Units are the caller's. */
export class WindowBudget {
  readonly #limit: number;
  readonly #windowMs: number;
  #spent = 0;
  #windowStart = Date.now();

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** False = over budget: nothing was spent. */
  spend(amount: number): boolean {
    if (Date.now() - this.#windowStart > this.#windowMs) {
      this.#windowStart = Date.now();
      this.#spent = 0;
    }
    if (this.#spent + amount > this.#limit) return false;
    this.#spent += amount;
    return true;
  }
}
