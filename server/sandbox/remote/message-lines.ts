import type { Duplex } from "node:stream";

/** Longest message, in bytes: a sandbox's files, or all that a command printed, with room to spare. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Plain data over a stream, a line of JSON each. What the far end may not be trusted with is bounded: a line that is too
 * long, or is no JSON, is passed over without being kept, and `onRefused` is told.
 */
export function messageLines(
  stream: Duplex,
  onRefused: (why: string) => void,
  maxBytes = MAX_MESSAGE_BYTES,
): { send(message: unknown): void; onMessage(listener: (message: unknown) => void): void } {
  let pieces: Buffer[] = [];
  let bytes = 0;

  function keep(piece: Buffer): void {
    bytes += piece.length;
    if (bytes <= maxBytes) pieces.push(piece);
    else pieces = [];
  }

  function finish(): unknown {
    const [line, length] = [Buffer.concat(pieces).toString("utf8"), bytes];
    pieces = [];
    bytes = 0;
    if (length > maxBytes) {
      onRefused(`a message of ${length} bytes`);
      return undefined;
    }
    try {
      return JSON.parse(line);
    } catch {
      onRefused("a message that is not JSON");
      return undefined;
    }
  }

  // A far end that is gone is noticed by whoever supervises it.
  stream.on("error", () => {});
  return {
    send(message) {
      if (stream.writable) stream.write(`${JSON.stringify(message)}\n`);
    },
    onMessage(listener) {
      stream.on("data", (piece: Buffer) => {
        let start = 0;
        for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
          keep(piece.subarray(start, end));
          start = end + 1;
          const message = finish();
          if (message !== undefined) listener(message);
        }
        keep(piece.subarray(start));
      });
    },
  };
}
