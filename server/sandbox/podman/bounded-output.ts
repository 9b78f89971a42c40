/** Bytes kept of each output stream. */
const MAX_OUTPUT_BYTES = 256 * 1024;

/** Keeps the first bytes and only counts the rest, so that a flood costs no memory. */
export class BoundedOutput {
  #chunks: Buffer[] = [];
  #bytes = 0;
  truncated = false;

  add(chunk: Buffer): void {
    const room = MAX_OUTPUT_BYTES - this.#bytes;
    if (chunk.length > room) this.truncated = true;
    if (room <= 0) return;
    this.#chunks.push(chunk.subarray(0, room));
    this.#bytes += Math.min(chunk.length, room);
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
