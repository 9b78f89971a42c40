import type { HeadlessScreen } from "../headless-screen.ts";
import {
  type Cell,
  COLOUR_BITS,
  COLOUR_MODE_BITS,
  type Internals,
  type Line,
  type ScreenBuffer,
  UNDERLINE_BIT,
} from "../xterm-internals.ts";

/** All that one can see of a terminal, and what of its memory can be asked. */
export function lookOf(screen: HeadlessScreen) {
  const { terminal } = screen;
  const internals = (terminal as unknown as { _core: Internals })._core;
  const { buffer, modes, options } = terminal;
  const { normal, alt } = internals.buffers;
  const isAlternate = buffer.active.type === "alternate";
  const active = isAlternate ? alt : normal;
  const { synchronizedOutputMode: _brief, ...lasting } = modes;
  const spare = buffer.normal.getNullCell() as unknown as Cell;
  const links = internals._oscLinkService;
  const linesOf = ({ lines }: ScreenBuffer, from: number) =>
    Array.from({ length: lines.length - from }, (_none, row) => {
      const line = lines.get(from + row);
      if (line === undefined) return "";
      const cells = Array.from({ length: terminal.cols }, (_cell, column) =>
        lookOfCell(line, { column, cols: terminal.cols }, spare, (id) => links.getLinkData(id)?.uri),
      );
      return `${row > 0 && line.isWrapped ? "…" : "|"}${cells.join("")}`;
    });
  return {
    kind: buffer.active.type,
    normal: linesOf(normal, 0),
    alternate: isAlternate ? linesOf(alt, alt.ybase) : [],
    cursor: [active.x, active.y],
    hidden: internals.coreService.isCursorHidden,
    cursorStyle: [
      internals.coreService.decPrivateModes.cursorStyle,
      internals.coreService.decPrivateModes.cursorBlink,
    ],
    region: [active.scrollTop, active.scrollBottom],
    encoding: internals.coreMouseService.activeEncoding,
    convertEol: options.convertEol ?? false,
    blink: options.cursorBlink ?? false,
    modes: lasting,
  };
}

function lookOfCell(
  line: Line,
  { column, cols }: { column: number; cols: number },
  spare: Cell,
  uriOf: (id: number) => string | undefined,
): string {
  const cell = line.loadCell(column, spare);
  const printed = isPrinted(line, column, cols);
  const isEmpty = !printed && !isSecondHalf(line, column, cols);
  const char = printed ? cell.getChars() : " ";
  // Of an empty cell one sees its background, and the lines through it.
  const more = !isEmpty && cell.hasExtendedAttrs() ? cell.extended : undefined;
  const isDrawn = more === undefined || more.urlId !== 0 || more.underlineStyle !== 0;
  const flags = cell.fg & (isEmpty ? 0x94000000 : 0xfc000000) & (isDrawn ? -1 : ~UNDERLINE_BIT);
  const moreFlags = cell.bg & (isEmpty ? 0x40000000 : 0x6c000000);
  const uri = more && uriOf(more.urlId);
  const underline = more !== undefined && more.urlId === 0 && (flags & UNDERLINE_BIT) !== 0;
  const style = [
    flags === 0 ? "" : (flags >>> 0).toString(16),
    moreFlags === 0 ? "" : (moreFlags >>> 0).toString(16),
    isEmpty ? "" : colour(cell.fg),
    colour(cell.bg),
    uri ?? "",
    underline ? `${more.underlineStyle}${colour(more.underlineColor)}` : "",
  ].join(":");
  const width = char === " " || cell.getWidth() === 1 ? "" : cell.getWidth();
  return style === ":::::" ? `${char}${width}` : `${char}${width}(${style})`;
}

/** A wide character counts with both its halves. */
function isPrinted(line: Line, column: number, cols: number): boolean {
  if (line.hasContent(column) === 0) return false;
  if (line.getWidth(column) < 2) return true;
  return column + 1 < cols && line.hasContent(column + 1) === 0 && line.getWidth(column + 1) === 0;
}

const isSecondHalf = (line: Line, column: number, cols: number) =>
  column > 0 &&
  line.hasContent(column) === 0 &&
  line.getWidth(column) === 0 &&
  line.getWidth(column - 1) === 2 &&
  isPrinted(line, column - 1, cols);

/** The bits that a colour's kind makes use of. */
function colour(bits: number): string {
  const mode = bits & COLOUR_MODE_BITS;
  if (mode === 0) return "";
  return (bits & (mode === COLOUR_MODE_BITS ? COLOUR_BITS : COLOUR_MODE_BITS | 0xff)).toString(16);
}
