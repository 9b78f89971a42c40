import type { TerminalId } from "../../protocol/ids.ts";
import type { TerminalSize } from "../../protocol/payloads.ts";
import type { Terminal } from "../../sandbox/driver.ts";

/**
 * A shell with a keeper, as a sandbox holds it: every byte that it ever printed has a number and is there for who
 * attaches. One server is attached at a time; whatever an earlier one still says is not heard.
 */
export class KeptShell {
  readonly #id: TerminalId;
  readonly #onResize: (size: TerminalSize) => void;
  #printed = Buffer.alloc(0);
  #listener: ((data: string, end: number) => void) | undefined;
  /** Number of the first byte that the server has not written down. */
  acknowledged = 0;

  constructor(id: TerminalId, onResize: (size: TerminalSize) => void) {
    this.#id = id;
    this.#onResize = onResize;
  }

  print(data: string): void {
    this.#printed = Buffer.concat([this.#printed, Buffer.from(data)]);
    this.#listener?.(data, this.#printed.length);
  }

  get end(): number {
    return this.#printed.length;
  }

  attach(fromByte: number): Terminal {
    let attached = true;
    this.#listener = undefined;
    return {
      name: this.#id,
      firstByte: fromByte,
      acknowledge: (upTo) => {
        if (attached) this.acknowledged = upTo;
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
      pause: () => {},
      resume: () => {},
      kill: () => {},
      onData: (listener) => {
        this.#listener = listener;
        if (fromByte < this.#printed.length) {
          listener(this.#printed.subarray(fromByte).toString(), this.#printed.length);
        }
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
