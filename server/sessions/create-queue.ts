/** Machines are made a few at a time, in the order they were asked for; who waits knows their place. */
export class CreateQueue {
  readonly #width: number;
  readonly #usualMs: () => number;
  readonly #waiting: { onPlace: (place: number, estimateMs: number) => void; enter: () => void }[] = [];
  #inside = 0;

  constructor(width: number, usualMs: () => number) {
    this.#width = width;
    this.#usualMs = usualMs;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when it is one's turn; call `leave` once. `place` counts from 1; estimates in milliseconds. */
  enter(onPlace: (place: number, estimateMs: number) => void): Promise<{ leave(): void }> {
    const ticket = () => {
      let left = false;
      return {
        leave: () => {
          if (left) return;
          left = true;
          this.#inside -= 1;
          this.#next();
        },
      };
    };
    if (this.#inside < this.#width) {
      this.#inside += 1;
      return Promise.resolve(ticket());
    }
    return new Promise((resolve) => {
      this.#waiting.push({ onPlace, enter: () => resolve(ticket()) });
      this.#tellPlaces();
    });
  }

  #next(): void {
    const first = this.#waiting.shift();
    if (first === undefined) return;
    this.#inside += 1;
    first.enter();
    this.#tellPlaces();
  }

  #tellPlaces(): void {
    for (const [index, { onPlace }] of this.#waiting.entries()) {
      onPlace(index + 1, Math.ceil((index + 1) / this.#width + 1) * this.#usualMs());
    }
  }
}
