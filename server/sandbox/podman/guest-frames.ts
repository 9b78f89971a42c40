/** Frames between the driver and its programs inside, keeper and runner: letter, payload length (32 bits, big-endian), payload. */
export interface GuestFrame {
  readonly letter: string;
  readonly payload: Buffer;
}

const HEAD_BYTES = 5;
/** They send at most 64 KiB at once; what claims more is none of them (the far end is the learner's). */
const MAX_PAYLOAD_BYTES = 64 * 1024;

export function guestFrame(letter: string, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const frame = Buffer.allocUnsafe(HEAD_BYTES + payload.length);
  frame.write(letter, 0, "latin1");
  frame.writeUInt32BE(payload.length, 1);
  frame.set(payload, HEAD_BYTES);
  return frame;
}

/** A byte's number as it stands in a frame. */
export function byteNumber(number: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}

/** Puts frames together from a stream's pieces. Holds at most one unfinished frame. */
export class FrameReader {
  #rest: Buffer[] = [];
  #restBytes = 0;

  /** The frames that this piece completes. Throws when a frame claims to be longer than any is. */
  read(piece: Buffer): GuestFrame[] {
    this.#rest.push(piece);
    this.#restBytes += piece.length;
    const wanted = this.#wanted();
    if (this.#restBytes < wanted) return [];
    const bytes = this.#rest.length === 1 ? piece : Buffer.concat(this.#rest);
    const frames: GuestFrame[] = [];
    let at = 0;
    while (bytes.length - at >= HEAD_BYTES) {
      const end = at + HEAD_BYTES + lengthAt(bytes, at);
      if (end > bytes.length) break;
      frames.push({
        letter: String.fromCharCode(bytes[at] ?? 0),
        payload: bytes.subarray(at + HEAD_BYTES, end),
      });
      at = end;
    }
    const left = bytes.subarray(at);
    this.#rest = left.length > 0 ? [left] : [];
    this.#restBytes = left.length;
    return frames;
  }

  /** Bytes that make the frame under way whole; as long as even its head is cut, those of a head. */
  #wanted(): number {
    const [first] = this.#rest;
    return first === undefined || first.length < HEAD_BYTES ? HEAD_BYTES : HEAD_BYTES + lengthAt(first, 0);
  }
}

function lengthAt(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32BE(at + 1);
  if (length > MAX_PAYLOAD_BYTES) throw new Error(`a frame of ${length} bytes`);
  return length;
}
