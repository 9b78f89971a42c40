import type { TerminalId } from "../../protocol/ids.ts";
import type { TerminalSize } from "../../protocol/payloads.ts";
import type { Terminal } from "../../sandbox/driver.ts";

/**
 * A shell with a keeper, as a sandbox holds it: every byte that it prints has a number, and is there for who attaches
 * until it is acknowledged. One server is attached at a time; whatever an earlier one still says is not heard.
 */
export class KeptShell {
  readonly #id: TerminalId;
  #waiting = Promise.withResolvers<void>();
  readonly #onResize: (size: TerminalSize) => void;
  /** From byte number `acknowledged` on. */
  #kept = Buffer.alloc(0);
  #listener: ((data: string, end: number) => void) | undefined;
  /** Number of the first byte that the server has not written down. */
  acknowledged = 0;
  /** The server asks for no more, for the time being. What is printed all the same reaches it. */
  isPaused = false;

  constructor(id: TerminalId, onResize: (size: TerminalSize) => void) {
    this.#id = id;
    this.#onResize = onResize;
  }

  print(data: string): void {
    this.#kept = Buffer.concat([this.#kept, Buffer.from(data)]);
    this.#listener?.(data, this.end);
  }

  /** Resolves when a server next acknowledges, or asks for more. */
  news(): Promise<void> {
    return this.#waiting.promise;
  }

  #heard(): void {
    this.#waiting.resolve();
    this.#waiting = Promise.withResolvers();
  }

  get end(): number {
    return this.acknowledged + this.#kept.length;
  }

  attach(fromByte: number): Terminal {
    let attached = true;
    this.#listener = undefined;
    return {
      name: this.#id,
      firstByte: fromByte,
      acknowledge: (upTo) => {
        if (!attached) return;
        this.#kept = this.#kept.subarray(upTo - this.acknowledged);
        this.acknowledged = upTo;
        this.#heard();
      },
      foreground: async () => "",
      detach: () => {
        attached = false;
        this.#listener = undefined;
      },
      write: () => {},
      resize: (size) => {
        if (attached) this.#onResize(size);
      },
      pause: () => {
        this.isPaused = true;
      },
      resume: () => {
        this.isPaused = false;
        this.#heard();
      },
      kill: () => {},
      onData: (listener) => {
        this.#listener = listener;
        const missed = this.#kept.subarray(fromByte - this.acknowledged);
        if (missed.length > 0) listener(missed.toString(), this.end);
        return {
          dispose: () => {
            if (this.#listener === listener) this.#listener = undefined;
          },
        };
      },
      onExit: () => ({ dispose: () => {} }),
    };
  }
}
