import type { TerminalSize } from "../protocol/payloads.ts";
import { isSameSize } from "./shared-size.ts";

/** Programs redraw at each change of size: a window's edge that is dragged gives one in this time. Milliseconds. */
export const RESIZE_MS = 100;

/** A size that follows what is wanted, but changes no faster than programs can bear. */
export class PacedResize {
  readonly #wanted: () => TerminalSize | undefined;
  readonly #changed: (size: TerminalSize) => void;
  #size: TerminalSize;
  #changedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** `wanted` is asked at the moment of the change; `undefined` = the size stays. */
  constructor(
    size: TerminalSize,
    { wanted, changed }: { wanted: () => TerminalSize | undefined; changed: (size: TerminalSize) => void },
  ) {
    this.#size = size;
    this.#wanted = wanted;
    this.#changed = changed;
  }

  get size(): TerminalSize {
    return this.#size;
  }

  /** What is wanted may have changed. It is taken up after the wait, unless another call comes before. */
  follow(waitMs = 0): void {
    clearTimeout(this.#timer);
    const wanted = this.#wanted();
    if (wanted === undefined || isSameSize(wanted, this.#size)) return;
    const wait = Math.max(waitMs, this.#changedAt + RESIZE_MS - performance.now());
    if (wait > 0) {
      this.#timer = setTimeout(() => this.follow(), wait);
      return;
    }
    this.#size = wanted;
    this.#changedAt = performance.now();
    this.#changed(wanted);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
