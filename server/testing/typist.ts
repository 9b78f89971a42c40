import { setTimeout as delay } from "node:timers/promises";
import type { Terminal } from "../sandbox/driver.ts";
import { withoutEscapes } from "./without-escapes.ts";

/** The shell's mark for "a command has ended" (OSC 133;D, FinalTerm's semantic prompts). */
const COMMAND_ENDED = "\u001b]133;D";
/** A prompt of a shell without marks, inside a container for example, or of a line that goes on. */
const PLAIN_PROMPT = /(?:^|\n)[^\n]{0,80}[#$>] ?$/;
/** A prompt counts once nothing has followed it for this long. Milliseconds. */
const QUIET_MS = 150;
/**
 * A program that keeps the terminal and says nothing: the next line is typed all the same. Longer than a busy machine
 * needs for a command that says nothing until its end. Milliseconds.
 */
const SILENT_MS = 10_000;
const LOOK_MS = 20;

/** Types into a terminal as a learner would: a line when the shell is ready for it. */
export class Typist {
  readonly #terminal: Terminal;
  #output = "";
  #lastOutputAt = Date.now();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.onData((data, end) => {
      this.#output += data;
      this.#lastOutputAt = Date.now();
      terminal.acknowledge(end);
    });
  }

  /** All that the terminal has printed, without its escape sequences. */
  get screen(): string {
    return withoutEscapes(this.#output);
  }

  /** Resolves when the first prompt is there. */
  async firstPrompt(timeoutMs: number): Promise<void> {
    const ready = () => this.#output.includes(COMMAND_ENDED) && this.#quietFor(QUIET_MS);
    if (!(await this.#until(ready, timeoutMs)))
      throw new Error(`no prompt within ${timeoutMs} ms:\n${this.screen}`);
  }

  /** Types the lines one by one; resolves when the last one's command has ended, or has been started and goes on. */
  async type(lines: string, timeoutMs: number): Promise<void> {
    for (const line of lines.trimEnd().split("\n")) {
      const typedAt = this.#output.length;
      this.#terminal.write(`${line}\r`);
      this.#lastOutputAt = Date.now();
      await this.#until(() => this.#readyAfter(typedAt), timeoutMs);
    }
  }

  #readyAfter(typedAt: number): boolean {
    const since = this.#output.slice(typedAt);
    if (since.includes(COMMAND_ENDED)) return this.#quietFor(LOOK_MS);
    if (this.#quietFor(SILENT_MS)) return true;
    const afterEcho = withoutEscapes(since.slice(since.indexOf("\n")));
    return since.includes("\n") && PLAIN_PROMPT.test(afterEcho) && this.#quietFor(QUIET_MS);
  }

  #quietFor(milliseconds: number): boolean {
    return Date.now() - this.#lastOutputAt >= milliseconds;
  }

  async #until(condition: () => boolean, timeoutMs: number): Promise<boolean> {
    for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await delay(LOOK_MS)) {
      if (condition()) return true;
    }
    return false;
  }
}
