import { mkdir, rm } from "node:fs/promises";
import type { TerminalId } from "../../protocol/ids.ts";
import type { TerminalSize } from "../../protocol/payloads.ts";
import type { DrawnScreen } from "../terminal-history.ts";
import { AppendedFile } from "./appended-file.ts";
import type { CastEvent, SegmentHead } from "./cast-segment.ts";
import { pieceFile, replaceFile, screenFile, type TabFile, tabFile } from "./recording-files.ts";
import type { TerminalRecording, TerminalTab } from "./terminal-recordings.ts";

/** A recording is written in pieces of about this many UTF-16 units of JSON, so that its oldest can be dropped. */
const PIECE_CHARS = 2 * 1024 * 1024;
/** Pieces kept of one terminal: some 8 MB, an hour of lively work or the last of a flood. */
const PIECES_KEPT = 4;
/** As many are kept where no screen was drawn that makes them superfluous. */
const PIECES_AT_MOST = 16;
/** A screen is written down when the one before it is this many pieces back: what is read after a restart is no more. */
const PIECES_A_SCREEN = 2;
/** After the disk has failed: until it is tried again. Milliseconds. */
const TRY_AGAIN_MS = 10_000;
/**
 * What is printed gathers for this long, or until it is this much: a write for each key would cost more than all else
 * that a key does. Meanwhile the shell's keeper has it, so that nothing is lost with this process. The keeper holds
 * back at twice as much. Milliseconds; UTF-16 units.
 */
const GATHER_MS = 200;
const GATHER_CHARS = 128 * 1024;
/** What a tab is called of which no name was told. */
export const NAMELESS = "Terminal";

export interface DiskRecordingFacts {
  /** The session's. */
  readonly folder: string;
  readonly id: TerminalId;
  readonly safe: (end: number) => void;
  /** The terminal is no more, and all is written down. */
  readonly ended: () => void;
  /** `false`: the disk fails, and what is printed is not kept. Told when it changes. */
  readonly keeps: (isKept: boolean) => void;
  readonly onError: (message: string, error: unknown) => void;
  readonly now: () => number;
}

/** Where a recording goes on: the head that a piece begun now would have, and the piece that is being written. */
export interface Place {
  readonly head: SegmentHead;
  readonly number: number;
  /** UTF-16 units that the piece has; 0 = it is not begun. */
  readonly chars: number;
  /** Pieces that there still are, each with the number of its first unit of output. */
  readonly begun: readonly { readonly number: number; readonly seq: number }[];
  /** The piece from which on the terminal can be shown: the latest screen written down was drawn after its beginning. */
  readonly screenAt: number;
}

/** What is not written down yet. */
interface Waiting {
  readonly lines: { readonly number: number; readonly line: Buffer }[];
  chars: number;
  /** Of a change of size no keeper tells again. */
  resized?: true;
  screen?: DrawnScreen;
  tab?: TabFile;
}

/**
 * One writer at a time appends what has gathered since it began. A disk that fails costs the recording a stretch, and no
 * output: it is tried again now and then, with a piece that begins where the terminal is by then.
 */
export class DiskRecording implements TerminalRecording {
  readonly #facts: DiskRecordingFacts;
  #place: Place;
  #tab: TabFile;
  #waiting: Waiting | undefined;
  #writing: Promise<void> | undefined;
  /** Ends the gathering that is under way. */
  #hurry: (() => void) | undefined;
  #hasFolder = false;
  /** Some of what was printed is written down: the terminal is found again. */
  #isFound: boolean;
  readonly #file = new AppendedFile();
  /** Since the disk has failed: when it is tried again. */
  #retry: NodeJS.Timeout | undefined;
  #isKept = true;
  #closed = false;
  #ending: Promise<void> | undefined;

  constructor(facts: DiskRecordingFacts, place: Place, tab: TabFile = { name: NAMELESS }) {
    this.#facts = facts;
    this.#place = place;
    this.#tab = tab;
    this.#isFound = place.chars > 0;
  }

  output(data: string, end: number): void {
    const { seq } = this.#place.head.slipway;
    this.#add([this.#time(), "o", data, end], { slipway: { seq: seq + data.length, byte: end } });
  }

  resized({ cols, rows }: TerminalSize): void {
    this.#add([this.#time(), "r", `${cols}x${rows}`], { width: cols, height: rows });
    if (this.#waiting !== undefined) this.#waiting.resized = true;
    this.#hurry?.();
  }

  drawn(screen: DrawnScreen): void {
    if (this.#closed || this.#place.number - this.#place.screenAt < PIECES_A_SCREEN) return;
    this.#toWrite().screen = screen;
  }

  mark(label: string): void {
    this.#add([this.#time(), "m", label], {});
  }

  tab({ name, place }: TerminalTab): void {
    if (this.#tab.name !== name || this.#tab.place !== place) this.#keepTab({ name, place });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#hurry?.();
    await this.#writing;
    await this.#file.close();
    clearTimeout(this.#retry);
  }

  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    this.#keepTab({ name: this.#tab.name, endedAt: new Date(this.#facts.now()).toISOString() });
    await this.close();
    this.#facts.ended();
  }

  #keepTab(tab: TabFile): void {
    if (this.#closed) return;
    this.#tab = tab;
    this.#toWrite().tab = tab;
    this.#hurry?.();
  }

  /** Seconds since the recording began, to a microsecond. */
  #time(): number {
    return Math.max(0, Math.round(this.#facts.now() * 1000 - this.#place.head.timestamp * 1e6) / 1e6);
  }

  #add(event: CastEvent, after: Partial<SegmentHead>): void {
    if (this.#closed) return;
    let { number, chars, begun } = this.#place;
    if (chars > PIECE_CHARS) {
      number += 1;
      chars = 0;
    }
    if (chars === 0) begun = [...begun, { number, seq: this.#place.head.slipway.seq }];
    const waiting = this.#toWrite();
    for (const value of chars === 0 ? [this.#place.head, event] : [event]) {
      const text = JSON.stringify(value);
      // Bytes at once: text put together from text would be copied twice more.
      waiting.lines.push({ number, line: Buffer.from(text) });
      waiting.chars += text.length + 1;
      chars += text.length + 1;
    }
    const head = { ...this.#place.head, ...after };
    this.#place = { ...this.#place, head, number, chars, begun };
    this.#hurry?.();
  }

  /** Where to put what is to be written: a writer that takes it up is there or comes. */
  #toWrite(): Waiting {
    this.#waiting ??= { lines: [], chars: 0 };
    this.#writing ??= this.#write();
    return this.#waiting;
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting !== undefined) {
        await this.#gathered();
        await this.#writeWaiting(this.#waiting);
      }
    } finally {
      // Within the turn that saw nothing waiting: what comes in the next one needs a writer of its own.
      this.#writing = undefined;
    }
  }

  async #writeWaiting(waiting: Waiting): Promise<void> {
    const { byte } = this.#place.head.slipway;
    this.#waiting = undefined;
    if (this.#retry === undefined) await this.#writeDown(waiting).then(this.#worked, this.#failed);
    this.#facts.safe(byte);
  }

  /** The first words are not waited for: a terminal of which nothing is written down is not found again. */
  async #gathered(): Promise<void> {
    // In the next turn at the earliest: what is printed in one go is written in one go.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#isUrgent()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      this.#hurry = () => {
        if (!this.#isUrgent()) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#hurry = undefined;
  }

  #isUrgent(): boolean {
    const { chars = 0, tab, resized = false } = this.#waiting ?? {};
    const isFirst = !this.#hasFolder || (!this.#isFound && chars > 0);
    return this.#closed || isFirst || tab !== undefined || resized || chars >= GATHER_CHARS;
  }

  readonly #worked = () => {
    if (this.#isKept) return;
    this.#isKept = true;
    this.#facts.keeps(true);
  };

  readonly #failed = (error: unknown) => {
    this.#hasFolder = false;
    void this.#file.close();
    this.#retry = setTimeout(() => this.#tryAgain(), TRY_AGAIN_MS);
    this.#retry.unref();
    if (!this.#isKept) return;
    this.#isKept = false;
    this.#facts.keeps(false);
    this.#facts.onError(`terminal ${this.#facts.id} cannot be written down; it is tried again`, error);
  };

  /** The tab comes along: so something is written also when nothing is printed. */
  #tryAgain(): void {
    this.#retry = undefined;
    this.#place = { ...this.#place, number: this.#place.number + 1, chars: 0 };
    this.#keepTab(this.#tab);
  }

  /** The screen comes after the output before it, so that there is none without the other. */
  async #writeDown({ lines, screen, tab }: Waiting): Promise<void> {
    const { folder, id } = this.#facts;
    if (!this.#hasFolder) await mkdir(folder, { recursive: true, mode: 0o700 });
    this.#hasFolder = true;
    for (const number of new Set(lines.map((each) => each.number))) {
      const own = lines.filter((each) => each.number === number).map(({ line }) => line);
      await this.#file.append(pieceFile(folder, id, number), own);
      this.#isFound = true;
    }
    if (screen !== undefined) {
      await replaceFile(screenFile(folder, id), screen);
      const screenAt = this.#place.begun.findLast(({ seq }) => seq <= screen.seq)?.number ?? 1;
      this.#place = { ...this.#place, screenAt };
    }
    if (tab !== undefined) await replaceFile(tabFile(folder, id), tab);
    for (const { number } of this.#superfluous()) {
      await rm(pieceFile(folder, id, number), { force: true });
      this.#place = { ...this.#place, begun: this.#place.begun.filter((piece) => piece.number !== number) };
    }
  }

  #superfluous() {
    const { begun, number: newest, screenAt } = this.#place;
    return begun.filter(
      ({ number }) =>
        (number <= newest - PIECES_KEPT && number < screenAt) || number <= newest - PIECES_AT_MOST,
    );
  }
}
