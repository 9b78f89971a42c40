import { Encoder, type Packet } from "socket.io-parser";
import type { OutputChunk } from "../protocol/events.ts";

/** Output of plain ASCII that leaves as bytes. */
export class PlainChunk {
  readonly #rest: Omit<OutputChunk, "data">;
  readonly data: string;

  constructor({ data, ...rest }: OutputChunk & { readonly data: string }) {
    this.#rest = rest;
    this.data = data;
  }

  get terminalId(): string {
    return this.#rest.terminalId;
  }

  get seq(): number {
    return this.#rest.seq;
  }

  /** As `OutputDecoder` reads it. */
  frame(): Buffer {
    const head = `${JSON.stringify(this.#rest)}\n`;
    const headBytes = Buffer.byteLength(head);
    const frame = Buffer.allocUnsafe(headBytes + this.data.length);
    frame.write(head);
    frame.write(this.data, headBytes, "latin1");
    return frame;
  }
}

/**
 * socket.io's encoder, but a `PlainChunk` is one binary message. As JSON, a flood would be escaped, checked and parsed
 * once more; as a binary event of socket.io it would be two messages.
 */
export class OutputEncoder extends Encoder {
  override encode(packet: Packet): ReturnType<Encoder["encode"]> {
    const chunk: unknown = packet.data?.[1];
    return chunk instanceof PlainChunk ? [chunk.frame()] : super.encode(packet);
  }
}
