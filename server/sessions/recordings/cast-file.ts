import { open, readFile } from "node:fs/promises";
import type { TerminalId } from "../../protocol/ids.ts";
import type { TerminalSize } from "../../protocol/payloads.ts";
import { textOf } from "../screen/screen.ts";
import type { DrawnScreen } from "../terminal-history.ts";
import { type CastEvent, parseSegment, type Segment, SegmentHead } from "./cast-segment.ts";
import { pieceFile, readScreen } from "./recording-files.ts";

/** The first line of a piece is shorter by far. Bytes. */
const HEAD_BYTES = 4096;
/** Players shorten pauses to this. Seconds. */
const IDLE_SECONDS = 2;
/** Twice what the pieces of a terminal may hold: no file is longer, whatever lies on the disk. UTF-16 units. */
const MAX_CHARS = 64 * 1024 * 1024;

export interface CastSource {
  /** The session's. */
  readonly folder: string;
  readonly id: TerminalId;
  /** Numbers of its pieces, oldest first. */
  readonly pieces: readonly number[];
  readonly title: string;
}

/** Where the file begins: a piece, the number of the first output that is taken from it, and what it is shown on. */
interface Start {
  readonly piece: number;
  readonly seq: number;
  readonly size: TerminalSize;
  readonly timestamp: number;
  readonly screen: DrawnScreen | undefined;
}

export async function readHead(file: string): Promise<SegmentHead | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const [line = ""] = buffer.toString("utf8", 0, bytesRead).split("\n", 1);
    return SegmentHead.parse(JSON.parse(line));
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

/**
 * The pieces of a recording as one file in the format asciicast v2, in parts of whole lines: one head, times that never
 * go back, nothing of our own. What the terminal no longer had the beginning of begins with its drawn screen.
 */
export async function* castFile(source: CastSource, maxChars = MAX_CHARS): AsyncGenerator<string> {
  const start = await startOf(source);
  if (start === undefined) return;
  const lines = new CastLines(start, source.title);
  let left = maxChars;
  for (const number of source.pieces.filter((piece) => piece >= start.piece)) {
    const piece = await readFile(pieceFile(source.folder, source.id, number), "utf8");
    left -= piece.length;
    if (left < 0) break;
    const segment = parseSegment(piece);
    // A server was killed as it began this piece; there may be others after it.
    if (segment !== undefined) yield lines.of(segment);
  }
  yield lines.end();
}

async function startOf({ folder, id, pieces }: CastSource): Promise<Start | undefined> {
  const screen = await readScreen(folder, id);
  const heads: { piece: number; head: SegmentHead }[] = [];
  for (const piece of pieces) {
    const head = await readHead(pieceFile(folder, id, piece));
    if (head !== undefined) heads.push({ piece, head });
  }
  const [first] = heads;
  if (first === undefined) return undefined;
  const withScreen =
    first.head.slipway.seq > 0 && screen !== undefined
      ? heads.findLast(({ head }) => head.slipway.seq <= screen.seq)
      : undefined;
  const { width: cols, height: rows, timestamp, slipway } = first.head;
  if (withScreen !== undefined && screen !== undefined) {
    return { piece: withScreen.piece, seq: screen.seq, size: screen.screen.size, timestamp, screen };
  }
  return { piece: first.piece, seq: slipway.seq, size: { cols, rows }, timestamp, screen: undefined };
}

/** Turns pieces into lines, in order. */
class CastLines {
  readonly #start: Start;
  readonly #title: string;
  #seq = 0;
  /** Time of the pieces' events at which the file begins; `undefined` = no line is made yet. */
  #from: number | undefined;
  #last = 0;
  /** With neither beginning nor screen it begins with a whole line, so that no sequence is cut in two. */
  #midLine: boolean;

  constructor(start: Start, title: string) {
    this.#start = start;
    this.#title = title;
    this.#midLine = start.seq > 0 && start.screen === undefined;
  }

  of({ head, events }: Segment): string {
    const lines: unknown[] = [];
    this.#seq = head.slipway.seq;
    for (const event of events) {
      const due = this.#due(event);
      if (due === undefined) continue;
      if (this.#from === undefined) lines.push(...this.#begin(event[0]));
      lines.push([this.#time(event[0]), event[1], due]);
    }
    return textOfLines(lines);
  }

  /** What is missing for a whole file. */
  end(): string {
    return textOfLines(this.#from === undefined ? this.#begin(0) : []);
  }

  /** What an event still has to tell; `undefined` = nothing, or it is in the drawn screen already. */
  #due(event: CastEvent): string | undefined {
    const at = this.#seq;
    if (event[1] !== "o") return at >= this.#start.seq && !this.#midLine ? event[2] : undefined;
    this.#seq += event[2].length;
    let data = event[2].slice(Math.max(0, this.#start.seq - at));
    if (this.#midLine) {
      const lineEnd = data.indexOf("\n");
      data = lineEnd === -1 ? "" : data.slice(lineEnd + 1);
      this.#midLine = lineEnd === -1;
    }
    return data === "" ? undefined : data;
  }

  /** `time`: of the first event. What has its beginning keeps its own times; else they count from here. */
  #begin(time: number): unknown[] {
    const { seq, size, timestamp, screen } = this.#start;
    this.#from = seq === 0 ? 0 : time;
    const head = {
      version: 2,
      width: size.cols,
      height: size.rows,
      timestamp: Math.floor(timestamp + this.#from),
      title: this.#title,
      idle_time_limit: IDLE_SECONDS,
    };
    return screen === undefined ? [head] : [head, [0, "o", textOf(screen.screen)]];
  }

  /** The machine's clock may have been set back meanwhile. */
  #time(time: number): number {
    this.#last = Math.max(this.#last, Math.round((time - (this.#from ?? 0)) * 1e6) / 1e6);
    return this.#last;
  }
}

const textOfLines = (lines: readonly unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
