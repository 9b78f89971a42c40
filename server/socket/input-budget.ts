/** UTF-16 units that may be typed or pasted in one window: three 10 MB pastes, which no person exceeds. */
const BUDGET_CHARS = 32 * 1024 * 1024;
const WINDOW_MS = 60_000;

/** Keeps a client from filling the server's memory through a program that does not read its input. */
export class InputBudget {
  #spent = 0;
  #windowStart = Date.now();

  /** False = over budget: nothing was spent. */
  spend(chars: number): boolean {
    if (Date.now() - this.#windowStart > WINDOW_MS) {
      this.#windowStart = Date.now();
      this.#spent = 0;
    }
    if (this.#spent + chars > BUDGET_CHARS) return false;
    this.#spent += chars;
    return true;
  }
}
