import { z } from "zod";
import { TerminalSize } from "../../protocol/payloads.ts";

/**
 * A piece of a recording: a file in the format asciicast v2 (docs.asciinema.org/manual/asciicast/v2), one JSON value a
 * line. The head says with which numbers the piece begins; an output event has the number of the byte after it as a
 * fourth element, which players leave alone.
 */
export const SegmentHead = z.object({
  version: z.literal(2),
  width: TerminalSize.shape.cols,
  height: TerminalSize.shape.rows,
  /** Seconds since 1970 at which the recording began: event times count from here, in all its pieces. */
  timestamp: z.number(),
  slipway: z.object({ seq: z.int().min(0), byte: z.int().min(0) }),
});
export type SegmentHead = z.infer<typeof SegmentHead>;

const Event = z.union([
  z.tuple([z.number(), z.literal("o"), z.string(), z.int().min(0)]),
  z.tuple([z.number(), z.literal("r"), z.string().regex(/^\d{1,4}x\d{1,4}$/)]),
  z.tuple([z.number(), z.literal("m"), z.string()]),
]);
export type CastEvent = z.infer<typeof Event>;

export interface Segment {
  readonly head: SegmentHead;
  readonly events: readonly CastEvent[];
  /** Length of the file up to its last whole line, in bytes: what a killed writer left half written comes after. */
  readonly wholeBytes: number;
}

/** Reads a piece; `undefined` = not even its head is whole. Stops at the first line that cannot be read. */
export function parseSegment(text: string): Segment | undefined {
  let wholeBytes = 0;
  let head: SegmentHead | undefined;
  const events: CastEvent[] = [];
  for (let at = 0; ; ) {
    const lineEnd = text.indexOf("\n", at);
    if (lineEnd === -1) break;
    const line = text.slice(at, lineEnd);
    const value = parseLine(line);
    if (head === undefined) {
      const parsed = SegmentHead.safeParse(value);
      if (!parsed.success) return undefined;
      head = parsed.data;
    } else {
      const parsed = Event.safeParse(value);
      if (!parsed.success) break;
      events.push(parsed.data);
    }
    wholeBytes += Buffer.byteLength(line) + 1;
    at = lineEnd + 1;
  }
  return head && { head, events, wholeBytes };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export function sizeOf(words: string): TerminalSize {
  const [cols = 80, rows = 24] = words.split("x").map(Number);
  return { cols, rows };
}
