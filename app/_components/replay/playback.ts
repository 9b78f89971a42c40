import type { TerminalSize } from "../../../server/protocol/payloads.ts";
import type { Cast } from "./cast.ts";

/** What a recording is shown on. All of it takes effect in the order of the calls. */
export interface ReplayScreen {
  write(data: string): void;
  resize(size: TerminalSize): void;
  /** As at the beginning: empty, of this size. */
  reset(size: TerminalSize): void;
}

/** A recording at one moment, on a screen. Knows no clock: it shows what it is told to. */
export class Playback {
  readonly #screen: ReplayScreen;
  #cast: Cast;
  #at = 0;
  /** Of the first event that is not shown. */
  #next = 0;

  constructor(cast: Cast, screen: ReplayScreen, at = cast.begin) {
    this.#cast = cast;
    this.#screen = screen;
    screen.reset(cast.size);
    this.show(at);
  }

  get at(): number {
    return this.#at;
  }

  /** The moment `at`. Forward it writes what is new; backward it begins anew, for a terminal cannot be turned back. */
  show(at: number): void {
    const { events, size, duration } = this.#cast;
    const wanted = Math.min(Math.max(at, 0), duration);
    if (wanted < this.#at) {
      this.#screen.reset(size);
      this.#next = 0;
    }
    this.#at = wanted;
    let output: string[] = [];
    const flush = () => {
      if (output.length > 0) this.#screen.write(output.join(""));
      output = [];
    };
    for (
      let event = events[this.#next];
      event !== undefined && event.at <= wanted;
      event = events[this.#next]
    ) {
      this.#next += 1;
      if ("output" in event) output.push(event.output);
      else if ("size" in event) {
        flush();
        this.#screen.resize(event.size);
      }
    }
    flush();
  }

  /** The same recording with other pauses, at the time that is the same moment in it. */
  replace(cast: Cast, at: number): void {
    this.#cast = cast;
    this.#at = at;
  }
}
