/** `until` looks at this much of the latest output: more would make a flood quadratic. UTF-16 units. */
const KEPT_CHARS = 4 * 1024;

/** A shell at the other end of a wire, whatever the wire. Times by `performance.now()`. */
export abstract class Line {
  readonly #listeners = new Set<(data: string, at: number) => void>();

  abstract type(data: string): void;

  onOutput(listener: (data: string, at: number) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Resolves with the time when the latest of what was printed from now on satisfies `found`. */
  until(found: (latest: string) => boolean): Promise<number> {
    let latest = "";
    return new Promise((resolve) => {
      const listening = this.onOutput((data, at) => {
        latest = (latest + data).slice(-KEPT_CHARS);
        if (!found(latest)) return;
        listening.dispose();
        resolve(at);
      });
    });
  }

  protected received(data: string, at: number): void {
    for (const listener of this.#listeners) listener(data, at);
  }
}
