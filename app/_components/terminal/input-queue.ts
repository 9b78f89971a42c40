import { splitInput } from "../../_lib/split-input.ts";

/** Text typed while there is no connection is kept up to here; more would surprise when it arrives. */
const MAX_WAITING_CHARS = 16 * 1024 * 1024;

export interface InputLine {
  send(piece: string): void;
  /** `true`: enough is on its way; ask again in a moment. */
  isBusy(): boolean;
}

/**
 * Keys and pastes on their way to the shell, in order. A long paste goes piece by piece, one a turn, so that the
 * page stays alive; while there is no line (not connected) everything waits.
 */
export class InputQueue {
  readonly #maxPiece: number;
  #line: InputLine | undefined;
  #waiting: string[] = [];
  #waitingChars = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(maxPiece: number) {
    this.#maxPiece = maxPiece;
  }

  /** `false`: too much waits already; the text is not taken. */
  push(text: string): boolean {
    if (this.#waitingChars + text.length > MAX_WAITING_CHARS) return false;
    this.#waiting.push(...splitInput(text, this.#maxPiece));
    this.#waitingChars += text.length;
    if (this.#timer === undefined) this.#pump();
    return true;
  }

  connect(line: InputLine): void {
    this.#line = line;
    if (this.#timer === undefined) this.#pump();
  }

  disconnect(): void {
    this.#line = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Forgets what waits: it was meant for a shell that is gone. */
  clear(): void {
    this.#waiting = [];
    this.#waitingChars = 0;
  }

  #pump(): void {
    this.#timer = undefined;
    const line = this.#line;
    if (!line) return;
    if (!line.isBusy()) {
      const piece = this.#waiting.shift();
      if (piece === undefined) return;
      this.#waitingChars -= piece.length;
      line.send(piece);
    }
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#pump(), line.isBusy() ? 10 : 0);
  }
}
