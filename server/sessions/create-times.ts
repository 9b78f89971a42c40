/** Until the first measurement: how long a machine is expected to take. Milliseconds. */
const FIRST_GUESS_MS = 1_000;
const REMEMBERED = 20;

/** Shared by all sessions of a server: how long machines have taken lately, in milliseconds. */
export class CreateTimes {
  #recent: number[] = [];
  add(milliseconds: number): void {
    this.#recent = [...this.#recent.slice(1 - REMEMBERED), milliseconds];
  }
  get usualMs(): number {
    if (this.#recent.length === 0) return FIRST_GUESS_MS;
    return [...this.#recent].sort((a, b) => a - b)[Math.floor(this.#recent.length / 2)] ?? FIRST_GUESS_MS;
  }
}
