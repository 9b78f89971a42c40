export interface Ticket {
  /** To be called once one is done; safe to call twice. */
  leave(): void;
}

/** `place` counts from 1; estimates in milliseconds. */
export type OnPlace = (place: number, estimateMs: number) => void;

/** A few may be inside at a time; the others wait in the order they came, and know their place. */
export class WaitingLine {
  readonly #width: number;
  readonly #estimate: (place: number) => number;
  readonly #waiting: { readonly onPlace: OnPlace; readonly enter: (ticket: Ticket) => void }[] = [];
  #inside = 0;

  /** `estimate`: how long whoever has this place will wait. */
  constructor(width: number, estimate: (place: number) => number) {
    this.#width = width;
    this.#estimate = estimate;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when it is one's turn; with `undefined` when `signal` says that one waits no longer. */
  enter(onPlace: OnPlace, signal?: AbortSignal): Promise<Ticket | undefined> {
    if (signal?.aborted) return Promise.resolve(undefined);
    if (this.#inside < this.#width) return Promise.resolve(this.hold());
    return new Promise((resolve) => {
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        this.#tellPlaces();
        resolve(undefined);
      };
      const one = {
        onPlace,
        enter: (ticket: Ticket) => {
          signal?.removeEventListener("abort", giveUp);
          resolve(ticket);
        },
      };
      this.#waiting.push(one);
      signal?.addEventListener("abort", giveUp, { once: true });
      this.#tellPlaces();
    });
  }

  /** Inside at once, however many are: for whoever was there before. */
  hold(): Ticket {
    this.#inside += 1;
    let left = false;
    return {
      leave: () => {
        if (left) return;
        left = true;
        this.#inside -= 1;
        if (this.#inside < this.#width) this.#next();
      },
    };
  }

  #next(): void {
    const first = this.#waiting.shift();
    if (first === undefined) return;
    first.enter(this.hold());
    this.#tellPlaces();
  }

  #tellPlaces(): void {
    for (const [index, { onPlace }] of this.#waiting.entries()) onPlace(index + 1, this.#estimate(index + 1));
  }
}
