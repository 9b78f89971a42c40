/** Small pieces are joined up to this size, so that typing does not make a list of single letters. UTF-16 units. */
const PIECE_CHARS = 4 * 1024;

/**
 * Output of a terminal. Every UTF-16 unit ever printed has a number, from 0; the oldest are dropped by whole pieces when
 * its owner says so. A reader asks for "from n", so coming back is asking again.
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
  }

  /** Forgets whole pieces before number `seq`; the newest stays. */
  dropBefore(seq: number): void {
    let dropped = 0;
    while (dropped < this.#pieces.length - 1) {
      const length = this.#pieces[dropped]?.length ?? 0;
      if (this.#start + length > seq) break;
      this.#start += length;
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
    if (wanted >= this.#start) {
      return { seq: wanted, data: this.pieces(wanted, Math.min(wanted + maxChars, this.#end)).join("") };
    }
    const data = this.pieces(this.#start, Math.min(this.#start + maxChars, this.#end)).join("");
    const lineEnd = data.indexOf("\n");
    return lineEnd === -1
      ? { seq: this.#start, data }
      : { seq: this.#start + lineEnd + 1, data: data.slice(lineEnd + 1) };
  }

  /** What was printed from number `from` up to number `to`, not joined; both must still be kept. */
  pieces(from: number, to: number): string[] {
    const parts: string[] = [];
    // Backwards: readers are mostly close to the end, with thousands of pieces before them.
    let next = this.#end;
    for (let at = this.#pieces.length - 1; at >= 0 && next > from; at -= 1) {
      const piece = this.#pieces[at] ?? "";
      const position = next - piece.length;
      if (position < to) parts.push(piece.slice(Math.max(from - position, 0), to - position));
      next = position;
    }
    return parts.reverse();
  }
}
