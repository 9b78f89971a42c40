/** Far below the server's window, so that a fast program never waits for the page's arithmetic. */
const ACK_EVERY_CHARS = 32 * 1024;
const ACK_IDLE_MS = 50;

/** Counts output that has been parsed and reports it in portions, the last one when output has stopped. */
export class AckMeter {
  readonly #report: (chars: number) => void;
  #chars = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(report: (chars: number) => void) {
    this.#report = report;
  }

  add(chars: number): void {
    this.#chars += chars;
    if (this.#chars >= ACK_EVERY_CHARS) this.#flush();
    else if (this.#chars > 0) this.#timer ??= setTimeout(() => this.#flush(), ACK_IDLE_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#chars = 0;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const chars = this.#chars;
    this.#chars = 0;
    this.#report(chars);
  }
}
