import { sgrOf } from "./sgr-of.ts";
import {
  type Cell,
  type CellStyle,
  COLOUR_BITS,
  EXTENDED_BIT,
  INVERSE_UNDERLINE_STRIKE_BITS,
  type Line,
  OVERLINE_BIT,
} from "./xterm-internals.ts";

/** A character of two columns: printed where only one is left, it ends its line early, as any such character does. */
const WIDE = "\u4e00";
/** The character set that is in force anyway. */
const NO_OP = "\x1b(B";

/** No underline of its own: of which kind a link's is cannot be asked. */
const LINKED = -1;

export type LinkOf = (id: number) => { readonly id?: string; readonly uri: string } | undefined;

/**
 * Spells a buffer's lines as text and escape sequences that make the same lines in an empty one: characters, styles,
 * links, and which cells were never printed to or erased, and which lines go on in the next, since both decide how lines
 * flow when the width changes. Rows are written from the first to the last, from column 0 on, at the screen's bottom
 * once it is full.
 */
export class LineWriter {
  readonly #parts: string[] = [];
  readonly #cols: number;
  readonly #cell: Cell;
  readonly #linkOf: LinkOf;
  #style: { fg: number; bg: number; underline: number; colour: number } | undefined;
  #link = 0;

  constructor(cols: number, cell: Cell, linkOf: LinkOf) {
    this.#cols = cols;
    this.#cell = cell;
    this.#linkOf = linkOf;
  }

  /** All that was written since this was asked last. */
  take(): string {
    return this.#parts.splice(0).join("");
  }

  /** Text or sequences from elsewhere that leave style and link alone. */
  add(text: string): void {
    if (text !== "") this.#parts.push(text);
  }

  /** Sequences from elsewhere that leave another style. */
  restyled(text: string): void {
    this.#parts.push(text);
    this.#style = undefined;
  }

  style(style: CellStyle): void {
    const { fg, bg, extended } = style;
    const more = style.hasExtendedAttrs() !== 0;
    const underline = !more ? 0 : extended.urlId === 0 ? extended.underlineStyle : LINKED;
    const colour = more ? extended.underlineColor : 0;
    const now = this.#style;
    if (!now || now.fg !== fg || now.bg !== bg || now.underline !== underline || now.colour !== colour) {
      this.#parts.push(sgrOf(style));
      this.#style = { fg, bg, underline, colour };
    }
    this.#follow(more ? extended.urlId : 0);
  }

  plain(): void {
    if (this.#style === undefined || this.#style.fg !== 0 || this.#style.bg !== 0) {
      this.#parts.push("\x1b[m");
      this.#style = { fg: 0, bg: 0, underline: 0, colour: 0 };
    }
    this.#follow(0);
  }

  /** Also what will show only in what is printed later. */
  lasting(style: CellStyle): void {
    this.#parts.push(sgrOf(style, style.extended));
    this.#follow(style.hasExtendedAttrs() ? style.extended.urlId : 0);
  }

  lines(count: number, lineAt: (row: number) => Line | undefined): void {
    for (let row = 0; row < count; row += 1) {
      const line = lineAt(row);
      const next = row + 1 < count ? lineAt(row + 1) : undefined;
      if (line !== undefined) this.#row(line, next?.isWrapped ? this.#cols - 1 : this.#cols);
      if (next !== undefined && line !== undefined) this.#between(line, next);
    }
  }

  /** The cell's character with its style, where the cursor is. */
  print(line: Line, column: number): void {
    this.style(line.loadCell(column, this.#cell));
    this.#parts.push(this.#cell.getChars());
  }

  #follow(link: number): void {
    if (link === this.#link) return;
    this.#link = link;
    const target = link === 0 ? undefined : this.#linkOf(link);
    this.#parts.push(
      target === undefined
        ? "\x1b]8;;\x07"
        : `\x1b]8;${target.id === undefined ? "" : `id=${target.id}`};${target.uri}\x07`,
    );
  }

  /** `until`: where a row that goes on in the next has its last cell, unless that is printed; it is left to `between`. */
  #row(line: Line, until: number): void {
    const end = Math.min(this.#endOf(line), this.#isFull(line) ? this.#cols : until);
    for (let column = 0; column < end; ) {
      if (isPrinted(line, column, this.#cols)) {
        this.#character(line, column);
        column += Math.max(1, line.getWidth(column));
      } else if (showsEmpty(line, column)) {
        column = this.#emptyWithFlags(line, column);
      } else {
        column = this.#empty(line, column, end);
      }
    }
  }

  #isFull(line: Line): boolean {
    const last = this.#cols - 1;
    return isPrinted(line, last, this.#cols) || isHalf(line, last, this.#cols);
  }

  #character(line: Line, column: number): void {
    this.style(line.loadCell(column, this.#cell));
    // A character without width stands alone only after a sequence: else it would join the one before it.
    if (line.getWidth(column) === 0) this.#parts.push(NO_OP);
    this.#parts.push(this.#cell.getChars());
  }

  /** After the last cell that shows anything. */
  #endOf(line: Line): number {
    let end = this.#cols;
    while (end > 0 && !isPrinted(line, end - 1, this.#cols) && !isHalf(line, end - 1, this.#cols)) {
      if ((line.getBg(end - 1) & COLOUR_BITS) !== 0 || showsEmpty(line, end - 1)) break;
      end -= 1;
    }
    return end;
  }

  /** Empty cells of one background; gives the column after them. */
  #empty(line: Line, from: number, end: number): number {
    const background = line.getBg(from) & COLOUR_BITS;
    let to = from + 1;
    while (
      to < end &&
      !isPrinted(line, to, this.#cols) &&
      !showsEmpty(line, to) &&
      (line.getBg(to) & COLOUR_BITS) === background
    ) {
      to += 1;
    }
    if (background !== 0) {
      if (((this.#style?.bg ?? 0) & COLOUR_BITS) !== background) this.#background(background);
      this.#parts.push(`\x1b[${to - from}X`);
    }
    if (to < end) this.#parts.push(`\x1b[${to - from}C`);
    return to;
  }

  #background(bits: number): void {
    this.style(Object.assign(this.#cell, { fg: 0, bg: bits }));
  }

  /**
   * Empty cells that are inverse or underlined: what is left of a wide character half of which was overwritten. Gives
   * the column after them.
   */
  #emptyWithFlags(line: Line, from: number): number {
    let to = from + 1;
    while (to < this.#cols && showsEmpty(line, to)) to += 1;
    if (to < this.#cols) {
      this.style(line.loadCell(from, this.#cell));
      this.#parts.push(`${WIDE}\x1b[${from + 2}G `);
      this.plain();
      this.#parts.push(`\x1b[${from + 2}G\x1b[X`);
      return from + 1;
    }
    // At the line's end each is made from its left neighbour, which is printed after it.
    for (let column = to - 1; column >= Math.max(1, from); column -= 1) {
      this.style(line.loadCell(column, this.#cell));
      this.#parts.push(`\x1b[${column}G${WIDE}\x1b[${column}G `);
    }
    this.plain();
    const before = Math.max(0, from - 1);
    this.#parts.push(`\x1b[${before + 1}G\x1b[X`);
    if (isPrinted(line, before, this.#cols)) {
      this.#character(line, before);
    } else if (isHalf(line, before, this.#cols)) {
      this.#parts.push("\x1b[D");
      this.#character(line, before - 1);
    } else {
      this.#empty(line, before, from);
    }
    return to;
  }

  #between(line: Line, next: Line): void {
    const last = this.#cols - 1;
    if (!next.isWrapped) {
      if (((this.#style?.bg ?? 0) & COLOUR_BITS) !== 0) this.plain();
      this.#parts.push("\r\n");
    } else if (this.#isFull(line)) {
      // A link is known by the lines it is printed on, the one before a wrap among them.
      const simple = (next.getBg(0) & (COLOUR_BITS | EXTENDED_BIT)) === 0;
      if (simple && isPrinted(next, 0, this.#cols) && next.getWidth(0) > 0) return;
      this.plain();
      this.#parts.push("-\r\x1b[X");
    } else {
      this.style(line.loadCell(last, this.#cell));
      this.#parts.push(`\x1b[${this.#cols}G${WIDE}`);
      this.plain();
      this.#parts.push(`\r\x1b[${this.#cols}X`);
    }
  }
}

/** Holds a character; a wide one only with its second half. */
function isPrinted(line: Line, column: number, cols: number): boolean {
  if (line.hasContent(column) === 0) return false;
  return line.getWidth(column) < 2 || (column + 1 < cols && isSecondHalf(line, column + 1));
}

/** The second column of a wide character. */
function isHalf(line: Line, column: number, cols: number): boolean {
  return (
    column > 0 &&
    isSecondHalf(line, column) &&
    line.getWidth(column - 1) === 2 &&
    isPrinted(line, column - 1, cols)
  );
}

const isSecondHalf = (line: Line, column: number) =>
  line.getWidth(column) === 0 && line.hasContent(column) === 0;

function showsEmpty(line: Line, column: number): boolean {
  return (
    line.hasContent(column) === 0 &&
    line.getWidth(column) === 1 &&
    ((line.getFg(column) & INVERSE_UNDERLINE_STRIKE_BITS) !== 0 || (line.getBg(column) & OVERLINE_BIT) !== 0)
  );
}
