import { appendFile, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { TerminalId } from "../../protocol/ids.ts";
import type { TerminalSize } from "../../protocol/payloads.ts";
import { emptyScreen, Screen } from "../screen/screen.ts";
import type { DrawnScreen, Resize, TerminalPast } from "../terminal-history.ts";
import { type CastEvent, parseSegment, type Segment, type SegmentHead, sizeOf } from "./cast-segment.ts";
import type { RestoredTerminal, TerminalRecording, TerminalRecordings } from "./terminal-recordings.ts";

/** A recording is written in pieces of about this many UTF-16 units of JSON, so that its oldest can be dropped. */
const SEGMENT_CHARS = 2 * 1024 * 1024;
/** Pieces kept of one terminal: some 8 MB, an hour of lively work or the last of a flood. */
const SEGMENTS_KEPT = 4;
/** As many are kept where no screen was drawn that makes them superfluous. */
const SEGMENTS_AT_MOST = 16;
/** A screen is written down when the one before it is this many pieces back: what is read after a restart is no more. */
const SEGMENTS_A_SCREEN = 2;
const SEGMENT_NAME = /^(t\d{1,9})\.(\d{6})\.cast$/;

export interface DiskRecordingsParts {
  /** Absolute; a folder a session is made inside. */
  readonly folder: string;
  readonly onError: (message: string, error: unknown) => void;
  readonly now?: () => number;
}

const ScreenFile = z.strictObject({ seq: z.int().min(0), screen: Screen });

/**
 * Recordings as files: `FOLDER/SESSION/TERMINAL.NUMBER.cast`, and beside them `TERMINAL.screen.json`, how the terminal
 * looked at one of the numbers that they hold.
 */
export function diskRecordings({ folder, onError, now = Date.now }: DiskRecordingsParts): TerminalRecordings {
  const folderOf = (sessionId: string) => path.join(folder, path.basename(sessionId));
  return {
    begin(sessionId, { id, size }, safe) {
      const head = {
        version: 2 as const,
        width: size.cols,
        height: size.rows,
        timestamp: now() / 1000,
        slipway: { seq: 0, byte: 0 },
      };
      return new DiskRecording(
        { folder: folderOf(sessionId), id, safe, onError, now },
        { head, number: 1, chars: 0, begun: [], screenAt: 1 },
      );
    },
    async restore(sessionId, safe) {
      const place = folderOf(sessionId);
      const restored: RestoredTerminal[] = [];
      for (const [id, numbers] of await segmentsIn(place)) {
        const found = await restoreTerminal(place, id, numbers, (end) => safe(id, end), { onError, now });
        if (found !== undefined) restored.push(found);
      }
      return restored;
    },
    remove: (sessionId) => rm(folderOf(sessionId), { recursive: true, force: true }),
    async keepOnly(sessionIds) {
      const entries = await readdir(folder).catch(() => []);
      const strays = entries.filter((name) => !sessionIds.has(name));
      for (const name of strays) await rm(path.join(folder, name), { recursive: true, force: true });
    },
  };
}

const screenFile = (id: TerminalId) => `${id}.screen.json`;
const segmentFile = (id: TerminalId, number: number) => `${id}.${String(number).padStart(6, "0")}.cast`;

/** Numbers of the pieces of each terminal in a session's folder, in the order in which terminals were opened. */
async function segmentsIn(folder: string): Promise<Map<TerminalId, number[]>> {
  const found = new Map<TerminalId, number[]>();
  for (const name of (await readdir(folder).catch(() => [])).sort(byNumbers)) {
    const [, id, number] = SEGMENT_NAME.exec(name) ?? [];
    if (id === undefined) continue;
    found.set(id as TerminalId, [...(found.get(id as TerminalId) ?? []), Number(number)]);
  }
  return found;
}

/** `t9` before `t10`: terminals are numbered in the order in which they are opened. */
function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

async function restoreTerminal(
  folder: string,
  id: TerminalId,
  numbers: readonly number[],
  safe: (end: number) => void,
  { onError, now }: Pick<DiskRecordingsParts, "onError"> & { now: () => number },
): Promise<RestoredTerminal | undefined> {
  const found: { number: number; segment: Segment }[] = [];
  const drawn = await readScreen(path.join(folder, screenFile(id)));
  // From the newest back to the one that the screen is drawn after.
  for (const number of numbers.toReversed()) {
    const file = path.join(folder, segmentFile(id, number));
    const segment = parseSegment(await readFile(file, "utf8"));
    if (segment === undefined) {
      // Killed while a new piece was begun: what the one before says still holds.
      await rm(file);
      continue;
    }
    found.unshift({ number, segment });
    if (drawn !== undefined && segment.head.slipway.seq <= drawn.seq) break;
  }
  const first = found[0];
  const last = found.at(-1);
  if (first === undefined || last === undefined) return undefined;
  await truncate(path.join(folder, segmentFile(id, last.number)), last.segment.wholeBytes);
  const { output, resizes, nextByte, size } = whatHappened(found.map(({ segment }) => segment));
  const head: SegmentHead = {
    ...last.segment.head,
    width: size.cols,
    height: size.rows,
    slipway: { seq: output.seq + output.data.length, byte: nextByte },
  };
  const read = found.map(({ number, segment }) => ({ number, seq: segment.head.slipway.seq }));
  const unread = numbers.filter((number) => number < first.number).map((number) => ({ number, seq: -1 }));
  return {
    id,
    size,
    past: pastFrom(drawn, first.segment.head, { output, resizes }),
    nextByte,
    recording: new DiskRecording(
      { folder, id, safe, onError, now },
      {
        head,
        number: last.number,
        chars: last.segment.wholeBytes,
        begun: [...unread, ...read],
        screenAt: first.number,
      },
    ),
  };
}

async function readScreen(file: string): Promise<DrawnScreen | undefined> {
  try {
    return ScreenFile.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}

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

interface DiskRecordingFacts {
  readonly folder: string;
  readonly id: TerminalId;
  readonly safe: (end: number) => void;
  readonly onError: DiskRecordingsParts["onError"];
  readonly now: () => number;
}

/** Where a recording goes on: the head that a piece begun now would have, and the piece that is being written. */
interface Place {
  readonly head: SegmentHead;
  readonly number: number;
  /** UTF-16 units that the piece has; 0 = it is not begun. */
  readonly chars: number;
  /** Pieces that there still are, each with the number of its first unit of output. */
  readonly begun: readonly { readonly number: number; readonly seq: number }[];
  /** The piece from which on the terminal can be shown: the latest screen written down was drawn after its beginning. */
  readonly screenAt: number;
}

/** One writer at a time appends what has gathered since it began; a disk that fails costs the recording, no output. */
class DiskRecording implements TerminalRecording {
  readonly #facts: DiskRecordingFacts;
  #place: Place;
  #screen: DrawnScreen | undefined;
  #waiting: { number: number; text: string }[] = [];
  #writing: Promise<void> | undefined;
  #broken = false;
  #closed = false;

  constructor(facts: DiskRecordingFacts, place: Place) {
    this.#facts = facts;
    this.#place = place;
  }

  output(data: string, end: number): void {
    const { seq } = this.#place.head.slipway;
    this.#add([this.#time(), "o", data, end], { slipway: { seq: seq + data.length, byte: end } });
  }

  resized({ cols, rows }: TerminalSize): void {
    this.#add([this.#time(), "r", `${cols}x${rows}`], { width: cols, height: rows });
  }

  drawn(drawn: DrawnScreen): void {
    if (this.#closed || this.#place.number - this.#place.screenAt < SEGMENTS_A_SCREEN) return;
    this.#screen = drawn;
    this.#startWriting();
  }

  mark(label: string): void {
    this.#add([this.#time(), "m", label], {});
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
  }

  async remove(): Promise<void> {
    await this.close();
    const { folder, id } = this.#facts;
    for (const number of (await segmentsIn(folder)).get(id) ?? []) {
      await rm(path.join(folder, segmentFile(id, number)), { force: true });
    }
    await rm(path.join(folder, screenFile(id)), { force: true });
  }

  /** Seconds since the recording began, to a microsecond. */
  #time(): number {
    return Math.max(0, Math.round(this.#facts.now() * 1000 - this.#place.head.timestamp * 1e6) / 1e6);
  }

  #add(event: CastEvent, after: Partial<SegmentHead>): void {
    if (this.#closed) return;
    let { number, chars, begun } = this.#place;
    if (chars > SEGMENT_CHARS) {
      number += 1;
      chars = 0;
    }
    if (chars === 0) begun = [...begun, { number, seq: this.#place.head.slipway.seq }];
    const text = `${chars === 0 ? `${JSON.stringify(this.#place.head)}\n` : ""}${JSON.stringify(event)}\n`;
    const head = { ...this.#place.head, ...after };
    this.#place = { ...this.#place, head, number, chars: chars + text.length, begun };
    this.#waiting.push({ number, text });
    this.#startWriting();
  }

  #startWriting(): void {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(): Promise<void> {
    // In the next turn: what a program prints in one go is written in one go.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0 || this.#screen !== undefined) {
      const { byte } = this.#place.head.slipway;
      const [waiting, screen] = [this.#waiting, this.#screen];
      this.#waiting = [];
      this.#screen = undefined;
      await this.#writeDown(waiting, screen).catch((error) => {
        this.#broken = true;
        this.#facts.onError(`terminal ${this.#facts.id} is not written down any more`, error);
      });
      this.#facts.safe(byte);
    }
  }

  /** The screen comes after the output before it, so that there is none without the other. */
  async #writeDown(
    waiting: readonly { number: number; text: string }[],
    screen: DrawnScreen | undefined,
  ): Promise<void> {
    if (this.#broken) return;
    const { folder, id } = this.#facts;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const number of new Set(waiting.map((each) => each.number))) {
      const text = waiting.filter((each) => each.number === number).map((each) => each.text);
      await appendFile(path.join(folder, segmentFile(id, number)), text.join(""), { mode: 0o600 });
    }
    if (screen !== undefined) {
      const file = path.join(folder, screenFile(id));
      await writeFile(`${file}.new`, JSON.stringify(screen), { mode: 0o600 });
      await rename(`${file}.new`, file);
      const screenAt = this.#place.begun.findLast(({ seq }) => seq <= screen.seq)?.number ?? 1;
      this.#place = { ...this.#place, screenAt };
    }
    for (const { number } of this.#superfluous()) {
      await rm(path.join(folder, segmentFile(id, number)), { force: true });
      this.#place = { ...this.#place, begun: this.#place.begun.filter((piece) => piece.number !== number) };
    }
  }

  #superfluous() {
    const { begun, number: newest, screenAt } = this.#place;
    return begun.filter(
      ({ number }) =>
        (number <= newest - SEGMENTS_KEPT && number < screenAt) || number <= newest - SEGMENTS_AT_MOST,
    );
  }
}
