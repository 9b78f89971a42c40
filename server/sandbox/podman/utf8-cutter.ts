/** Bytes at the end of `bytes` that begin a character and do not finish it (RFC 3629, section 3); at most three. */
function unfinishedBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte > 0xf4 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}

/** Decodes a stream of UTF-8 so that after each piece one can tell how many bytes the text so far stands for. */
export class Utf8Cutter {
  #unfinished: Buffer = Buffer.alloc(0);

  /** Bytes taken in that no text stands for yet. */
  get pending(): number {
    return this.#unfinished.length;
  }

  decode(piece: Buffer): string {
    const bytes = this.#unfinished.length === 0 ? piece : Buffer.concat([this.#unfinished, piece]);
    const whole = bytes.length - unfinishedBytes(bytes);
    this.#unfinished = Buffer.from(bytes.subarray(whole));
    return bytes.toString("utf8", 0, whole);
  }
}
