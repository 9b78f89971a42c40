import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { constants, crc32, deflateRawSync } from "node:zlib";

/** How far back what is compressed may refer. Bytes. */
const WINDOW = 32 * 1024;
/** A byte that is in no UTF-8 text: what stands for the nonce while the rest is compressed is never referred to. */
const IN_NO_TEXT = 0xff;
/** How React marks the place of a part that threw; in a text it would be escaped. */
const FAILED_PART = "<template data-dgst";
/** RFC 1952: deflate, no name, no time, best compression, unknown system. */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff]);
/** RFC 1951: a last block that stores nothing. */
const DEFLATE_END = Buffer.from([1, 0, 0, 0xff, 0xff]);

/** RFC 1951, 3.2.4: bytes as they are, in a block that is not the last. */
function stored(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

function between<T>(pieces: readonly T[], filling: T): T[] {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [filling, piece]));
}

/**
 * A page that Next has drawn with a nonce of nobody's, to be sent with one of its own each time. It is compressed
 * once: the nonce lies in it uncompressed, in blocks of its own.
 */
export class DrawnPage {
  readonly status: number;
  /** It is a page, and no part of it failed: it can be shown again. */
  readonly isWhole: boolean;
  readonly #headers: readonly (readonly [string, string | string[]])[];
  readonly #standIn: string;
  readonly #pieces: readonly Buffer[];
  #compressed: readonly Buffer[] | undefined;

  constructor(
    { status, headers, body }: { status: number; headers: IncomingHttpHeaders; body: Buffer },
    standIn: string,
  ) {
    this.status = status;
    this.isWhole =
      status === 200 &&
      (headers["content-type"] ?? "").startsWith("text/html") &&
      headers["set-cookie"] === undefined &&
      !body.includes(FAILED_PART);
    this.#headers = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    this.#standIn = standIn;
    this.#pieces = body
      .toString("latin1")
      .split(standIn)
      .map((piece) => Buffer.from(piece, "latin1"));
  }

  /** Bytes that it holds, about. */
  get size(): number {
    const all = [...this.#pieces, ...(this.#compressed ?? [])];
    return all.reduce((sum, { length }) => sum + length, 0);
  }

  headers(nonce: string): OutgoingHttpHeaders {
    const filled = (text: string) => text.replaceAll(this.#standIn, nonce);
    return Object.fromEntries(
      this.#headers.map(([name, value]) => [name, Array.isArray(value) ? value.map(filled) : filled(value)]),
    );
  }

  /** The nonce is as long as the one that it was drawn with. */
  text(nonce: string): Buffer {
    return Buffer.concat(between(this.#pieces, Buffer.from(nonce, "latin1")));
  }

  /** The same as a gzip file (RFC 1952). */
  gzip(nonce: string): Buffer {
    this.#compressed ??= this.#compress();
    const filling = Buffer.from(nonce, "latin1");
    const text = between(this.#pieces, filling);
    const end = Buffer.alloc(8);
    end.writeUInt32LE(
      text.reduce((sum, piece) => crc32(piece, sum), 0),
      0,
    );
    end.writeUInt32LE(
      text.reduce((sum, { length }) => sum + length, 0),
      4,
    );
    return Buffer.concat([GZIP_HEAD, ...between(this.#compressed, stored(filling)), DEFLATE_END, end]);
  }

  #compress(): readonly Buffer[] {
    const gap = Buffer.alloc(this.#standIn.length, IN_NO_TEXT);
    let before: Buffer = Buffer.alloc(0);
    return this.#pieces.map((piece) => {
      // Each ends at a whole byte; none is the last.
      const flush = { level: 9, finishFlush: constants.Z_SYNC_FLUSH };
      const compressed = deflateRawSync(piece, before.length > 0 ? { ...flush, dictionary: before } : flush);
      before = Buffer.concat([before, piece, gap]).subarray(-WINDOW);
      return compressed;
    });
  }
}
