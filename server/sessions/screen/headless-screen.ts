import unicode11 from "@xterm/addon-unicode11";
import headless from "@xterm/headless";
import type { TerminalSize } from "../../protocol/payloads.ts";
import { charsetLetters } from "./charset-letters.ts";
import { LineWriter } from "./line-writer.ts";
import { CLEAN, SCROLLBACK_LINES } from "./screen.ts";
import { sgrOf, USUAL_UNDERLINE } from "./sgr-of.ts";
import { TerminalColours } from "./terminal-colours.ts";
import type { Cell, Charset, CharsetState, Internals, ScreenBuffer } from "./xterm-internals.ts";

const MOUSE_TRACKING = {
  none: "",
  x10: "\x1b[?9h",
  vt200: "\x1b[?1000h",
  drag: "\x1b[?1002h",
  any: "\x1b[?1003h",
};
const MOUSE_ENCODINGS: Record<string, string> = { SGR: "\x1b[?1006h", SGR_PIXELS: "\x1b[?1016h" };
const CURSOR_STYLES = { block: 1, underline: 3, bar: 5 };
const GROUND = 0;
/** What begins a sequence, whatever came before it. */
const INTRODUCERS = ["\x1b", "\x90", "\x98", "\x9b", "\x9d", "\x9e", "\x9f"];
const TAB_WIDTH = 8;

const MAX_TITLE_CHARS = 1_000;
const CONTROLS = /(?![\u0080-\u009f])\p{Cc}/gu;

/** Asked of xterm.js once, when a program first uses another character set. */
let letters: Map<Charset, string> | undefined;

/**
 * A terminal without a window: takes what a program prints and can say, in escape sequences, how it looks then and how
 * it will go on.
 *
 * What xterm.js cannot be told is left out: a cursor that waits beyond the last column of a line erased meanwhile, or
 * that was saved on a line no longer on the screen; how a saved cursor underlines; a character set that a saved cursor
 * brought back, once another cursor was saved; tab stops beyond the last column; that the first line kept is the rest of
 * one that is not; half of a wide character whose other half was overwritten; links whose first lines are gone, and what
 * becomes of links when the size changes; lines of the other screen beyond its last column; what a program in
 * insert mode may still repeat.
 */
export class HeadlessScreen {
  readonly #terminal: headless.Terminal;
  readonly #colours: TerminalColours;
  #title = "";
  /** Text since the last introducer, as long as its sequence has not ended. */
  #unfinished = "";

  constructor({ cols, rows }: TerminalSize) {
    this.#terminal = new headless.Terminal({
      cols,
      rows,
      scrollback: SCROLLBACK_LINES,
      allowProposedApi: true,
      logLevel: "off",
    });
    // The headless build offers all that the addon needs; only its types speak of a page's terminal.
    this.#terminal.loadAddon(new unicode11.Unicode11Addon() as unknown as headless.ITerminalAddon);
    this.#terminal.unicode.activeVersion = "11";
    this.#colours = new TerminalColours(this.#terminal.parser);
    this.#terminal.onTitleChange((title) => {
      this.#title = title;
    });
  }

  /** For tests, which look closer than the interface tells. */
  get terminal(): headless.Terminal {
    return this.#terminal;
  }

  get size(): TerminalSize {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }

  get cursorColumn(): number {
    return this.#terminal.buffer.active.cursorX;
  }

  /** Whatever is printed now wraps, and moves older lines up and at last out: nothing else becomes of them. */
  get isPlain(): boolean {
    const { modes, buffer, rows } = this.#terminal;
    const { scrollTop, scrollBottom } = this.#internals.buffers.normal;
    return (
      buffer.active.type === "normal" &&
      scrollTop === 0 &&
      scrollBottom === rows - 1 &&
      modes.wraparoundMode &&
      !modes.insertMode &&
      !modes.originMode &&
      this.#unfinished === ""
    );
  }

  /** Throws where xterm.js does, at sequences that lead it astray; the screen is of no use then. */
  write(data: string): void {
    const begins = Math.max(...INTRODUCERS.map((introducer) => data.lastIndexOf(introducer)));
    const since =
      begins === -1 ? this.#unfinished + (this.#unfinished === "" ? "" : data) : data.slice(begins);
    const { _inputHandler } = this.#internals;
    _inputHandler.parse(data);
    const half = /[\ud800-\udbff]$/.exec(data)?.[0] ?? "";
    this.#unfinished = _inputHandler._parser.currentState === GROUND ? half : withoutControls(since);
  }

  resize({ cols, rows }: TerminalSize): void {
    this.#terminal.resize(cols, rows);
  }

  /** What to write to a terminal of the same size, fresh or reset, so that it has the same lines, screen by screen. */
  lines(): string {
    const { buffers } = this.#internals;
    const writer = this.#writer();
    writer.add(CLEAN);
    this.#lines(writer, buffers.normal);
    writer.plain();
    if (this.#isAlternate) {
      const { x, y } = buffers.normal;
      writer.add(`${this.#places(buffers.normal)}${place(y, x)}\x1b[?1047h\x1b[H`);
      this.#lines(writer, buffers.alt, buffers.alt.ybase);
    }
    writer.plain();
    return writer.take();
  }

  /** What to write after `lines`, so that it goes on alike: places, modes, style, cursor. */
  state(): string {
    const { _inputHandler, _charsetService, buffers } = this.#internals;
    const { modes, cols } = this.#terminal;
    const buffer = this.#isAlternate ? buffers.alt : buffers.normal;
    const last = this.#printedLast(buffer);
    const joins = _inputHandler._parser.precedingJoinState !== 0 && last !== undefined && !modes.insertMode;
    const charsets = this.#designations(_charsetService);
    // Where a saved cursor brought its character set back, so does a terminal that is told to.
    const { charset, _charsets, glevel } = _charsetService;
    const brought = charset !== _charsets[glevel] && charset === buffer.savedCharset;
    const top = modes.originMode ? buffer.scrollTop : 0;
    const writer = this.#writer();
    if (!this.#isAlternate) {
      const saved = this.#saved(buffers.alt);
      if (saved !== "") writer.add(`\x1b[?1047h${saved}\x1b[?1047l`);
    }
    writer.add(this.#places(buffer) + this.#modes());
    // A mark that is printed next may join the last character, which is why that is printed last.
    if (brought) writer.restyled(`${charsets}\x1b8`);
    else if (joins) writer.add(charsets);
    if (last !== undefined && (joins || buffer.x >= cols)) {
      writer.add(place(buffer.y - top, last));
      const line = buffer.lines.get(buffer.ybase + buffer.y);
      if (line !== undefined && joins) {
        writer.lasting(_inputHandler._curAttrData);
        writer.add(line.getString(last));
      } else if (line !== undefined) {
        writer.print(line, last);
      }
    } else {
      writer.add(place(buffer.y - top, Math.min(buffer.x, cols - 1)));
    }
    if (!joins) {
      writer.lasting(_inputHandler._curAttrData);
      if (!brought) writer.add(charsets);
      if (modes.insertMode) writer.add("\x1b[4h");
    }
    return writer.take();
  }

  /** What to write after `state`, of a sequence that is under way. */
  get unfinished(): string {
    return this.#unfinished;
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  get #internals(): Internals {
    return (this.#terminal as unknown as { _core: Internals })._core;
  }

  get #isAlternate(): boolean {
    return this.#terminal.buffer.active.type === "alternate";
  }

  #writer(): LineWriter {
    const { buffer, cols } = this.#terminal;
    const links = this.#internals._oscLinkService;
    return new LineWriter(cols, buffer.normal.getNullCell() as unknown as Cell, (id) =>
      links.getLinkData(id),
    );
  }

  /** The other screen keeps lines above itself, which nobody can reach, once it was higher. */
  #lines(writer: LineWriter, { lines }: ScreenBuffer, from = 0): void {
    writer.lines(lines.length - from, (row) => lines.get(from + row));
  }

  /** Column of the character just before the cursor. */
  #printedLast({ lines, ybase, x, y }: ScreenBuffer): number | undefined {
    const line = lines.get(ybase + y);
    const before = x - 1;
    if (line === undefined || before < 0) return undefined;
    if (line.hasContent(before) !== 0) return line.getWidth(before) < 2 ? before : undefined;
    const isWide = before > 0 && line.getWidth(before) === 0 && line.getWidth(before - 1) === 2;
    return isWide ? before - 1 : undefined;
  }

  /** Tab stops, saved cursor, scroll region. */
  #places(buffer: ScreenBuffer): string {
    const { rows, cols } = this.#terminal;
    const parts: string[] = [];
    const columns = Array.from({ length: cols }, (_none, column) => column);
    if (columns.some((column) => Boolean(buffer.tabs[column]) !== (column % TAB_WIDTH === 0))) {
      const stops = columns.filter((column) => buffer.tabs[column]);
      parts.push("\x1b[3g", ...stops.map((column) => `\x1b[${column + 1}G\x1bH`));
    }
    parts.push(this.#saved(buffer));
    const { scrollTop, scrollBottom } = buffer;
    if (scrollTop !== 0 || scrollBottom !== rows - 1)
      parts.push(`\x1b[${scrollTop + 1};${scrollBottom + 1}r`);
    return parts.join("");
  }

  #saved({ savedX, savedY, savedCurAttrData: style, savedCharset, ybase }: ScreenBuffer): string {
    const { rows, cols } = this.#terminal;
    const isUsual = style.fg === 0 && style.bg === 0 && savedCharset === undefined;
    if (savedX === 0 && savedY === 0 && isUsual) return "";
    const row = Math.min(Math.max(savedY - ybase, 0), rows - 1);
    const cursor = place(row, Math.min(savedX, cols - 1)) + sgrOf(style, USUAL_UNDERLINE);
    return `\x0f\x1b(${letterOf(savedCharset)}${cursor}\x1b7\x1b[m\x1b(B`;
  }

  #modes(): string {
    const { modes, options } = this.#terminal;
    const { coreMouseService, coreService } = this.#internals;
    const { cursorStyle, cursorBlink } = coreService.decPrivateModes;
    const when = (is: boolean | undefined, sequence: string) => (is ? sequence : "");
    return [
      when(modes.applicationCursorKeysMode, "\x1b[?1h"),
      when(modes.applicationKeypadMode, "\x1b="),
      when(modes.bracketedPasteMode, "\x1b[?2004h"),
      when(modes.reverseWraparoundMode, "\x1b[?45h"),
      when(modes.sendFocusMode, "\x1b[?1004h"),
      when(!modes.wraparoundMode, "\x1b[?7l"),
      MOUSE_TRACKING[modes.mouseTrackingMode],
      MOUSE_ENCODINGS[coreMouseService.activeEncoding] ?? "",
      when(options.convertEol, "\x1b[20h"),
      when(options.cursorBlink, "\x1b[?12h"),
      cursorStyle === undefined ? "" : `\x1b[${CURSOR_STYLES[cursorStyle] + (cursorBlink ? 0 : 1)} q`,
      when(coreService.isCursorHidden, "\x1b[?25l"),
      this.#title === "" ? "" : `\x1b]2;${this.#title.slice(0, MAX_TITLE_CHARS)}\x07`,
      this.#colours.sequences(),
      when(modes.originMode, "\x1b[?6h"),
    ].join("");
  }

  /** The four character sets and which of them is in force. */
  #designations({ _charsets, glevel }: CharsetState): string {
    const chosen = ["(", ")", "*", "+"].map((where, index) =>
      _charsets[index] === undefined ? "" : `\x1b${where}${letterOf(_charsets[index])}`,
    );
    return chosen.join("") + (["", "\x0e", "\x1bn", "\x1bo"][glevel] ?? "");
  }
}

/** Rows and columns count from 0, in the scroll region when the origin is there. */
const place = (row: number, column: number) => `\x1b[${row + 1};${column + 1}H`;

function letterOf(charset: Charset): string {
  if (charset === undefined) return "B";
  letters ??= charsetLetters();
  return letters.get(charset) ?? "B";
}

/** Control characters within a sequence have been carried out at once: they are not part of what is unfinished. */
function withoutControls(sequence: string): string {
  return sequence.slice(0, 1) + sequence.slice(1).replace(CONTROLS, "");
}
