import { appendFile, mkdir, readdir, readFile, rm, truncate } from "node:fs/promises";
import path from "node:path";
import type { TerminalId } from "../protocol/ids.ts";
import type { TerminalSize } from "../protocol/payloads.ts";
import { type CastEvent, parseSegment, type Segment, type SegmentHead, sizeOf } from "./cast-segment.ts";
import type { RestoredTerminal, TerminalRecording, TerminalRecordings } from "./terminal-recordings.ts";

/** A recording is written in pieces of about this many UTF-16 units of JSON, so that its oldest can be dropped. */
const SEGMENT_CHARS = 2 * 1024 * 1024;
/** Pieces kept of one terminal: some 8 MB, an hour of lively work or the last of a flood. */
const SEGMENTS_KEPT = 4;
const SEGMENT_NAME = /^(t\d{1,9})\.(\d{6})\.cast$/;

export interface DiskRecordingsParts {
  /** Absolute; a folder a session is made inside. */
  readonly folder: string;
  readonly onError: (message: string, error: unknown) => void;
  readonly now?: () => number;
}

/** Recordings as files: `FOLDER/SESSION/TERMINAL.NUMBER.cast`. */
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
        { head, number: 1, chars: 0 },
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
  for (const number of numbers) {
    const file = path.join(folder, segmentFile(id, number));
    const segment = parseSegment(await readFile(file, "utf8"));
    if (segment === undefined) {
      // Killed while a new piece was begun: what the one before says still holds.
      await rm(file);
      continue;
    }
    await truncate(file, segment.wholeBytes);
    found.push({ number, segment });
  }
  const first = found[0]?.segment;
  const last = found.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const parts: string[] = [];
  let { byte: nextByte } = first.head.slipway;
  let size: TerminalSize = { cols: last.segment.head.width, rows: last.segment.head.height };
  for (const event of found.flatMap(({ segment }) => segment.events)) {
    if (event[1] === "o") {
      parts.push(event[2]);
      nextByte = event[3];
    } else if (event[1] === "r") {
      size = sizeOf(event[2]);
    }
  }
  const data = parts.join("");
  const head: SegmentHead = {
    ...last.segment.head,
    width: size.cols,
    height: size.rows,
    slipway: { seq: first.head.slipway.seq + data.length, byte: nextByte },
  };
  return {
    id,
    size,
    output: { seq: first.head.slipway.seq, data },
    nextByte,
    recording: new DiskRecording(
      { folder, id, safe, onError, now },
      { head, number: last.number, chars: last.segment.wholeBytes },
    ),
  };
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
}

/** One writer at a time appends what has gathered since it began; a disk that fails costs the recording, no output. */
class DiskRecording implements TerminalRecording {
  readonly #facts: DiskRecordingFacts;
  #place: Place;
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
  }

  /** Seconds since the recording began, to a microsecond. */
  #time(): number {
    return Math.max(0, Math.round(this.#facts.now() * 1000 - this.#place.head.timestamp * 1e6) / 1e6);
  }

  #add(event: CastEvent, after: Partial<SegmentHead>): void {
    if (this.#closed) return;
    let { number, chars } = this.#place;
    if (chars > SEGMENT_CHARS) {
      number += 1;
      chars = 0;
    }
    const text = `${chars === 0 ? `${JSON.stringify(this.#place.head)}\n` : ""}${JSON.stringify(event)}\n`;
    this.#place = { head: { ...this.#place.head, ...after }, number, chars: chars + text.length };
    this.#waiting.push({ number, text });
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(): Promise<void> {
    // In the next turn: what a program prints in one go is written in one go.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const { byte } = this.#place.head.slipway;
      const waiting = this.#waiting;
      this.#waiting = [];
      await this.#append(waiting).catch((error) => {
        this.#broken = true;
        this.#facts.onError(`terminal ${this.#facts.id} is not written down any more`, error);
      });
      this.#facts.safe(byte);
    }
  }

  async #append(waiting: readonly { number: number; text: string }[]): Promise<void> {
    if (this.#broken) return;
    const { folder, id } = this.#facts;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const number of new Set(waiting.map((each) => each.number))) {
      const text = waiting.filter((each) => each.number === number).map((each) => each.text);
      await appendFile(path.join(folder, segmentFile(id, number)), text.join(""), { mode: 0o600 });
      if (number > SEGMENTS_KEPT) {
        await rm(path.join(folder, segmentFile(id, number - SEGMENTS_KEPT)), { force: true });
      }
    }
  }
}
