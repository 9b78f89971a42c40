/** UTF-16 units kept of a terminal's output: some 5 000 full lines, enough to rebuild screen and scrollback. */
export const KEPT_CHARS = 512 * 1024;
/** Small pieces are joined up to this size, so that typing does not make a list of single letters. */
const PIECE_CHARS = 4 * 1024;

/**
 * Rolling output of a terminal. Every UTF-16 unit ever printed has a number, from 0; the oldest are dropped by whole
 * pieces. A reader asks for "from n", so coming back is asking again.
 */
export class OutputLog {
  #pieces: string[] = [];
  #start: number;
  #end: number;

  /** `seq`: number of the first unit, when there was output before that is no longer known. */
  constructor(seq = 0) {
    this.#start = seq;
    this.#end = seq;
  }

  /** Number of the oldest unit still kept. */
  get start(): number {
    return this.#start;
  }

  /** Number that the next unit will have. */
  get end(): number {
    return this.#end;
  }

  append(data: string): void {
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.length + data.length <= PIECE_CHARS) {
      this.#pieces[this.#pieces.length - 1] = last + data;
    } else {
      this.#pieces.push(data);
    }
    this.#end += data.length;
    let dropped = 0;
    while (this.#end - this.#start > KEPT_CHARS && this.#pieces.length - dropped > 1) {
      this.#start += this.#pieces[dropped]?.length ?? 0;
      dropped += 1;
    }
    if (dropped > 0) this.#pieces.splice(0, dropped);
  }

  /**
   * At most `maxChars` from number `from` on. When `from` has been dropped, the answer starts later, after a line
   * break, so that it does not begin in the middle of an escape sequence.
   */
  read(from: number, maxChars = Number.POSITIVE_INFINITY): { seq: number; data: string } {
    const wanted = Math.min(Math.max(from, 0), this.#end);
    if (wanted >= this.#start) return this.#slice(wanted, maxChars);
    const kept = this.#slice(this.#start, maxChars);
    const lineEnd = kept.data.indexOf("\n");
    return lineEnd === -1 ? kept : { seq: kept.seq + lineEnd + 1, data: kept.data.slice(lineEnd + 1) };
  }

  #slice(from: number, maxChars: number): { seq: number; data: string } {
    const parts: string[] = [];
    let position = this.#start;
    let room = maxChars;
    for (const piece of this.#pieces) {
      if (room <= 0) break;
      const offset = from - position;
      position += piece.length;
      if (offset >= piece.length) continue;
      const part = piece.slice(Math.max(offset, 0), Math.max(offset, 0) + room);
      parts.push(part);
      room -= part.length;
    }
    return { seq: from, data: parts.join("") };
  }
}
