import { Decoder, Encoder, PacketType } from "socket.io-parser";
import type { OutputChunk } from "./events.ts";

/** The one event of which there are binary messages. */
const OUTPUT_EVENT = "terminal:output";
/** A line feed. */
const HEAD_END = 0x0a;

/** What a page says at its handshake when it reads output that comes as bytes; an older one does not. */
const TAKES_BYTES = { output: "bytes" } as const;

/** Whether this is what was said. `auth` comes from outside. */
export const takesBytes = (auth: unknown): boolean =>
  typeof auth === "object" && auth !== null && "output" in auth && auth.output === TAKES_BYTES.output;

/** Output as text, however it came. */
export const textOfOutput = (data: OutputChunk["data"]): string =>
  typeof data === "string" ? data : new TextDecoder().decode(data);

/**
 * socket.io's decoder, but a binary message is output in bytes: a line of JSON with the rest of the chunk, then the bytes.
 * For pages only: the server takes nothing binary from anybody.
 */
export class OutputDecoder extends Decoder {
  override add(message: unknown): void {
    if (typeof message === "string") {
      super.add(message);
      return;
    }
    const bytes = bytesOf(message);
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd === -1) throw new Error("a binary message without a head");
    const rest: Omit<OutputChunk, "data"> = JSON.parse(new TextDecoder().decode(bytes.subarray(0, headEnd)));
    const chunk: OutputChunk = { ...rest, data: bytes.subarray(headEnd + 1) };
    this.emitReserved("decoded", { type: PacketType.EVENT, nsp: "/", data: [OUTPUT_EVENT, chunk] });
  }
}

/** Browsers give an `ArrayBuffer`, Node.js a `Buffer`. */
function bytesOf(message: unknown): Uint8Array {
  if (message instanceof ArrayBuffer) return new Uint8Array(message);
  if (message instanceof Uint8Array) return message;
  throw new Error("a message that is neither text nor bytes");
}

/** Of a client of the live channel that reads output in bytes. */
export const READS_BYTES = { parser: { Encoder, Decoder: OutputDecoder }, auth: TAKES_BYTES };
