import { readFile, rm, truncate } from "node:fs/promises";
import type { TerminalSize } from "../../protocol/payloads.ts";
import { emptyScreen } from "../screen/screen.ts";
import type { DrawnScreen, Resize, TerminalPast } from "../terminal-history.ts";
import { parseSegment, type Segment, type SegmentHead, sizeOf } from "./cast-segment.ts";
import { DiskRecording, type DiskRecordingFacts } from "./disk-recording.ts";
import { pieceFile, readScreen, type TabFile } from "./recording-files.ts";
import type { RestoredTerminal } from "./terminal-recordings.ts";

/** A terminal as its pieces on disk tell it; `undefined` = not even one of them is whole. */
export async function restoreTerminal(
  facts: DiskRecordingFacts,
  numbers: readonly number[],
  tab: TabFile | undefined,
): Promise<(RestoredTerminal & { readonly recording: DiskRecording }) | undefined> {
  const { folder, id } = facts;
  const found: { number: number; segment: Segment }[] = [];
  const drawn = await readScreen(folder, id);
  // From the newest back to the one that the screen is drawn after.
  for (const number of numbers.toReversed()) {
    const file = pieceFile(folder, id, number);
    const segment = parseSegment(await readFile(file, "utf8"));
    if (segment === undefined) {
      // Killed while a new piece was begun: what the one before says still holds.
      await rm(file);
      continue;
    }
    // Between the two the disk had failed: what is older cannot be put before it.
    if (found[0] !== undefined && endOf(segment) !== found[0].segment.head.slipway.seq) break;
    found.unshift({ number, segment });
    if (drawn !== undefined && segment.head.slipway.seq <= drawn.seq) break;
  }
  const first = found[0];
  const last = found.at(-1);
  if (first === undefined || last === undefined) return undefined;
  await truncate(pieceFile(folder, id, last.number), last.segment.wholeBytes);
  const { output, resizes, nextByte, size } = whatHappened(found.map(({ segment }) => segment));
  const head: SegmentHead = {
    ...last.segment.head,
    width: size.cols,
    height: size.rows,
    slipway: { seq: output.seq + output.data.length, byte: nextByte },
  };
  const read = found.map(({ number, segment }) => ({ number, seq: segment.head.slipway.seq }));
  const unread = numbers.filter((number) => number < first.number).map((number) => ({ number, seq: -1 }));
  const place = {
    head,
    number: last.number,
    chars: last.segment.wholeBytes,
    begun: [...unread, ...read],
    screenAt: first.number,
  };
  return {
    id,
    name: tab?.name,
    size,
    past: pastFrom(drawn, first.segment.head, { output, resizes }),
    nextByte,
    recording: new DiskRecording(facts, place, tab),
  };
}

/** The number after a piece's last unit of output. */
const endOf = ({ head, events }: Segment): number =>
  events.reduce((seq, event) => (event[1] === "o" ? seq + event[2].length : seq), head.slipway.seq);

function whatHappened(segments: readonly Segment[]) {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) throw new Error("invariant: there is a segment");
  const parts: string[] = [];
  const resizes: Resize[] = [];
  let { byte: nextByte, seq } = first.head.slipway;
  let size: TerminalSize = { cols: last.head.width, rows: last.head.height };
  for (const event of segments.flatMap(({ events }) => events)) {
    if (event[1] === "o") {
      parts.push(event[2]);
      seq += event[2].length;
      nextByte = event[3];
    } else if (event[1] === "r") {
      size = sizeOf(event[2]);
      resizes.push({ seq, size });
    }
  }
  return { output: { seq: first.head.slipway.seq, data: parts.join("") }, resizes, nextByte, size };
}

/** Where screen and recording do not meet, the terminal is shown from the first whole line on, as it was printed. */
function pastFrom(
  drawn: DrawnScreen | undefined,
  { width, height, slipway }: SegmentHead,
  { output, resizes }: Pick<TerminalPast, "output" | "resizes">,
): TerminalPast {
  const end = output.seq + output.data.length;
  if (drawn !== undefined && drawn.seq >= output.seq && drawn.seq <= end) {
    return { base: drawn, output, resizes };
  }
  const lineEnd = slipway.seq === 0 ? -1 : output.data.indexOf("\n");
  const seq = output.seq + lineEnd + 1;
  const size = resizes.findLast((resize) => resize.seq < seq)?.size ?? { cols: width, rows: height };
  return { base: { seq, screen: emptyScreen(size) }, output, resizes };
}
