import type { TerminalSize } from "../protocol/payloads.ts";
import { OutputLog } from "./output-log.ts";
import type { ScreenPiece } from "./screen/draw-screen.ts";
import { emptyScreen, type Screen } from "./screen/screen.ts";
import type { ScreenDrawer } from "./screen/screen-drawer.ts";
import { isPlain, scrolledAway } from "./screen/scrolled-away.ts";

/** Of the latest output, always kept as it was printed, for pages that were away for a moment. UTF-16 units. */
export const KEPT_CHARS = 512 * 1024;
/** Output that is kept until a screen is drawn in its place. */
export const DRAW_CHARS = 4 * 1024 * 1024;
/** With this much that is not drawn yet, a program has to wait for the drawing. */
const HOLD_CHARS = 2 * DRAW_CHARS;
/** With this much, there will be no drawing: only the latest is kept, as it was printed. */
const MOST_CHARS = 4 * DRAW_CHARS;
/** As often is drawn again when the size has changed meanwhile. */
const MOST_ATTEMPTS = 3;
/** A drawing as large as what it is made from is not kept in its place. */
const WORTH_KEEPING_CHARS = 64 * 1024;

export interface HistoryNews {
  /** Output before this screen is not needed for drawing any more. */
  drawn(drawn: DrawnScreen): void;
  /** A drawing has ended, well or not: there may be room again. */
  settled(): void;
}

/** How a terminal looked just before its output number `seq`. */
export interface DrawnScreen {
  readonly seq: number;
  readonly screen: Screen;
}

/** A change of size just before output number `seq`. */
export interface Resize {
  readonly seq: number;
  readonly size: TerminalSize;
}

/** What is known of a terminal's past: a screen, and the output and changes of size since then, or longer. */
export interface TerminalPast {
  readonly base: DrawnScreen;
  readonly output: { readonly seq: number; readonly data: string };
  readonly resizes: readonly Resize[];
}

export const noPast = (size: TerminalSize): TerminalPast => ({
  base: { seq: 0, screen: emptyScreen(size) },
  output: { seq: 0, data: "" },
  resizes: [],
});

/**
 * All that is needed to show a terminal to somebody who comes now, in bounded memory: a drawn screen, and what came
 * after it. An idle terminal costs its texts and nothing else; drawing is done elsewhere, when somebody comes, or when
 * there is too much to keep.
 */
export class TerminalHistory {
  readonly #drawer: ScreenDrawer;
  readonly #news: HistoryNews;
  readonly #log: OutputLog;
  #base: DrawnScreen;
  #resizes: readonly Resize[];
  #lastResize: number;
  #drawings = 0;
  #latestDrawing: { seq: number; resizes: readonly Resize[]; drawn: Promise<DrawnScreen> } | undefined;
  #nextDrawing: number;

  constructor(drawer: ScreenDrawer, past: TerminalPast, news: HistoryNews) {
    this.#drawer = drawer;
    this.#news = news;
    this.#log = new OutputLog(past.output.seq);
    this.#log.append(past.output.data);
    this.#base = past.base;
    this.#resizes = past.resizes.filter(({ seq }) => seq >= past.base.seq);
    this.#lastResize = past.resizes.at(-1)?.seq ?? -1;
    this.#nextDrawing = past.base.seq + DRAW_CHARS;
  }

  /** Number that the next unit of output will have. */
  get end(): number {
    return this.#log.end;
  }

  /** More was printed than can be kept, and the drawing that makes room is under way. */
  get isBehind(): boolean {
    return this.#drawings > 0 && this.#log.end - this.#base.seq > HOLD_CHARS;
  }

  append(data: string): void {
    this.#log.append(data);
    const end = this.#log.end;
    if (end - this.#base.seq > MOST_CHARS) this.#giveUp();
    if (end >= this.#nextDrawing && this.#drawings === 0) {
      this.#nextDrawing = end + DRAW_CHARS;
      this.#makeRoom();
    }
    this.#log.dropBefore(Math.min(this.#base.seq, end - KEPT_CHARS));
  }

  resized(size: TerminalSize): void {
    this.#resizes = [...this.#resizes, { seq: this.#log.end, size }];
    this.#lastResize = this.#log.end;
  }

  read(from: number, maxChars?: number): { seq: number; data: string } {
    return this.#log.read(from, maxChars);
  }

  /** Whether output from number `from` on, as it was printed, is right for a terminal that has all before it. */
  isRightFrom(from: number): boolean {
    return from === this.#log.end || (from >= this.#log.start && this.#lastResize < from);
  }

  /** The latest that is kept as it was printed, for when nothing can be drawn. */
  latest(): { seq: number; data: string } {
    const from = this.#log.end - KEPT_CHARS;
    return from <= this.#log.start ? this.#log.read(-1) : afterLineBreak(this.#log.read(from));
  }

  /** How it looks now. Rejects when that cannot be told. */
  async draw(): Promise<DrawnScreen> {
    for (let attempt = 1; ; attempt += 1) {
      const resizes = this.#resizes;
      const drawn = await this.#drawnUpTo(this.#log.end, resizes);
      const isStale = this.#resizes.some((resize) => !resizes.includes(resize));
      if (!isStale || attempt >= MOST_ATTEMPTS) return drawn;
    }
  }

  /** Those who ask for the same at the same time get the same. */
  #drawnUpTo(seq: number, resizes: readonly Resize[]): Promise<DrawnScreen> {
    if (seq === this.#base.seq && resizes.length === 0) return Promise.resolve(this.#base);
    const latest = this.#latestDrawing;
    if (latest !== undefined && latest.seq === seq && latest.resizes === resizes) return latest.drawn;
    this.#drawings += 1;
    const drawn = this.#drawer
      .draw(this.#base.screen, this.#piecesUpTo(seq))
      .then((screen) => {
        this.#take({ seq, screen }, resizes);
        return { seq, screen };
      })
      .finally(() => {
        this.#drawings -= 1;
        if (this.#latestDrawing?.drawn === drawn) this.#latestDrawing = undefined;
        this.#news.settled();
      });
    this.#latestDrawing = { seq, resizes, drawn };
    return drawn;
  }

  #piecesUpTo(end: number): ScreenPiece[] {
    const pieces: ScreenPiece[] = [];
    let at = this.#base.seq;
    const add = (to: number) => {
      for (const output of this.#log.pieces(at, to)) pieces.push({ output });
      at = to;
    };
    for (const { seq, size } of this.#resizes) {
      add(seq);
      pieces.push({ size });
    }
    add(end);
    return pieces;
  }

  /** Replaces the base, where that makes later drawings easier. `resizes`: those that are drawn already. */
  #take(drawn: DrawnScreen, resizes: readonly Resize[]): void {
    const newer = drawn.seq - this.#base.seq;
    const isTooMuch = this.#log.end - this.#base.seq >= DRAW_CHARS;
    if (newer < 0 || (newer < WORTH_KEEPING_CHARS && resizes.length === 0 && !isTooMuch)) return;
    this.#base = drawn;
    this.#resizes = this.#resizes.filter((resize) => !resizes.includes(resize));
    this.#nextDrawing = drawn.seq + DRAW_CHARS;
    this.#log.dropBefore(Math.min(drawn.seq, this.#log.end - KEPT_CHARS));
    this.#news.drawn(drawn);
  }

  /** A flood of plain lines is not drawn, only what came before it. */
  #makeRoom(): void {
    if (this.#forgetScrolledAway()) return;
    const flood = this.#plainFrom();
    const isFlood = flood > this.#base.seq && this.#log.end - flood > DRAW_CHARS / 2;
    const drawing = isFlood ? this.#drawnUpTo(flood, this.#resizes) : this.draw();
    drawing.catch(() => {});
  }

  /** From here on only plain lines were printed, at one size. */
  #plainFrom(): number {
    let from = this.#log.end;
    for (const piece of this.#log.pieces(this.#base.seq, from).reverse()) {
      if (!isPlain(piece)) break;
      from -= piece.length;
    }
    return Math.max(from, this.#lastResize);
  }

  /** `false`: it is not certain that anything has. */
  #forgetScrolledAway(): boolean {
    if (this.#resizes.length > 0) return false;
    const { seq, screen } = this.#base;
    const away = scrolledAway(screen, this.#log.pieces(seq, this.#log.end));
    if (away === undefined) return false;
    this.#base = { seq: seq + away.chars, screen: away.screen };
    this.#news.drawn(this.#base);
    return true;
  }

  /** Nothing was drawn for long. What is shown from here on begins with an empty screen. */
  #giveUp(): void {
    const size = this.#resizes.at(-1)?.size ?? this.#base.screen.size;
    this.#base = { seq: this.latest().seq, screen: emptyScreen(size) };
    this.#resizes = [];
    this.#lastResize = Math.max(this.#lastResize, this.#base.seq);
  }
}

function afterLineBreak({ seq, data }: { seq: number; data: string }): { seq: number; data: string } {
  const lineEnd = data.indexOf("\n");
  return lineEnd === -1 ? { seq, data } : { seq: seq + lineEnd + 1, data: data.slice(lineEnd + 1) };
}
