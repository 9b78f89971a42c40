import { MAX_COLS, MAX_ROWS, MIN_COLS, MIN_ROWS } from "../../../server/protocol/limits.ts";
import type { TerminalSize } from "../../../server/protocol/payloads.ts";

/** What happens in a recording, `at` seconds from its beginning. */
export type CastEvent = { readonly at: number } & (
  | { readonly output: string }
  | { readonly size: TerminalSize }
  | { readonly mark: string }
);

export interface CastMark {
  readonly at: number;
  readonly label: string;
}

/** A recording as it is played. */
export interface Cast {
  readonly size: TerminalSize;
  readonly title: string;
  /** In order of time. */
  readonly events: readonly CastEvent[];
  readonly marks: readonly CastMark[];
  /** Seconds at which there is something to see. */
  readonly begin: number;
  /** Seconds. */
  readonly duration: number;
}

/** Reads a file in the format asciicast v2. Lines that are none of its events are passed over; `undefined` = it has no head. */
export function parseCast(text: string): Cast | undefined {
  const [first = "", ...lines] = text.split("\n");
  const head = parseJson(first);
  if (!isRecord(head) || head.version !== 2) return undefined;
  const size = asSize(head.width, head.height);
  if (size === undefined) return undefined;
  const events: CastEvent[] = [];
  let last = 0;
  for (const line of lines) {
    const event = asEvent(parseJson(line), last);
    if (event === undefined) continue;
    last = event.at;
    events.push(event);
  }
  return castOf(size, typeof head.title === "string" ? head.title : "", events);
}

/** The same with no pause longer than `longest` seconds. */
export function withShortPauses({ size, title, events }: Cast, longest: number): Cast {
  let cut = 0;
  let last = 0;
  const closer = events.map((event) => {
    cut += Math.max(0, event.at - last - longest);
    last = event.at;
    return { ...event, at: event.at - cut };
  });
  return castOf(size, title, closer);
}

/** At what time of `to` it is what it was at `at` in `from`: the same recording with other pauses. */
export function sameMoment(from: Cast, to: Cast, at: number): number {
  const next = from.events.findIndex((event) => event.at > at);
  if (next === -1) return to.duration;
  const before = from.events[next - 1]?.at ?? 0;
  const begins = to.events[next - 1]?.at ?? 0;
  return Math.min(begins + at - before, to.events[next]?.at ?? to.duration);
}

function castOf(size: TerminalSize, title: string, events: readonly CastEvent[]): Cast {
  const marks = events.flatMap((event) => ("mark" in event ? [{ at: event.at, label: event.mark }] : []));
  const begin = events.find((event) => "output" in event)?.at ?? 0;
  return { size, title, events, marks, begin, duration: events.at(-1)?.at ?? 0 };
}

function asEvent(value: unknown, earliest: number): CastEvent | undefined {
  if (!Array.isArray(value)) return undefined;
  const [time, code, data] = value;
  if (typeof time !== "number" || typeof data !== "string") return undefined;
  const at = Math.max(earliest, time);
  if (code === "o") return { at, output: data };
  if (code === "m") return { at, mark: data };
  if (code !== "r") return undefined;
  const [cols, rows] = data.split("x").map(Number);
  const size = asSize(cols, rows);
  return size && { at, size };
}

function asSize(cols: unknown, rows: unknown): TerminalSize | undefined {
  const isWithin = (value: unknown, min: number, max: number): value is number =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  return isWithin(cols, MIN_COLS, MAX_COLS) && isWithin(rows, MIN_ROWS, MAX_ROWS)
    ? { cols, rows }
    : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
