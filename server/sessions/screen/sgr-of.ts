import {
  type CellStyle,
  COLOUR_MODE_BITS,
  PALETTE_16,
  PALETTE_256,
  UNDERLINE_BIT,
} from "./xterm-internals.ts";

const RGB_MODE = COLOUR_MODE_BITS;

/** Of a style that has none of its own. */
export const USUAL_UNDERLINE: CellStyle["extended"] = { urlId: 0, underlineStyle: 1, underlineColor: 0 };

/**
 * The sequence after which a terminal prints in this style, whatever its style was before (ECMA-48's SGR, and DECSCA).
 * `extended`: a cell's counts only where the cell says that it has one.
 */
export function sgrOf(
  style: CellStyle,
  extended = style.hasExtendedAttrs() ? style.extended : USUAL_UNDERLINE,
): string {
  const codes: (number | string)[] = [];
  if (style.isBold()) codes.push(1);
  if (style.isDim()) codes.push(2);
  if (style.isItalic()) codes.push(3);
  codes.push(...underlineCodes(style, extended));
  if (style.isBlink()) codes.push(5);
  if (style.isInverse()) codes.push(7);
  if (style.isInvisible()) codes.push(8);
  if (style.isStrikethrough()) codes.push(9);
  if (style.isOverline()) codes.push(53);
  if (style.isFgRGB() || style.isFgPalette()) {
    codes.push(...colourCodes(30, style.getFgColorMode(), style.getFgColor()));
  }
  if (style.isBgRGB() || style.isBgPalette()) {
    codes.push(...colourCodes(40, style.getBgColorMode(), style.getBgColor()));
  }
  const sgr = codes.length === 0 ? "\x1b[m" : `\x1b[0;${codes.join(";")}m`;
  return style.isProtected() ? `${sgr}\x1b[1"q` : sgr;
}

/** `base`: 30 for the foreground, 40 for the background, 50 for the underline. */
function colourCodes(base: number, mode: number, colour: number): number[] {
  if (mode === RGB_MODE) return [base + 8, 2, (colour >> 16) & 0xff, (colour >> 8) & 0xff, colour & 0xff];
  if (mode === PALETTE_16) return [colour < 8 ? base + colour : base + 60 + colour - 8];
  return [base + 8, 5, colour & 0xff];
}

/** In a link every underline says that it is dashed; which one it is there cannot be asked. */
function underlineCodes(style: CellStyle, extended: CellStyle["extended"]): (number | string)[] {
  const { urlId, underlineStyle, underlineColor } = extended;
  const codes: (number | string)[] = [];
  if ((style.fg & UNDERLINE_BIT) !== 0 && underlineStyle !== 0) {
    codes.push(urlId !== 0 ? 4 : `4:${underlineStyle}`);
  }
  const mode = underlineColor & COLOUR_MODE_BITS;
  if (mode === RGB_MODE || mode === PALETTE_256) codes.push(...colourCodes(50, mode, underlineColor));
  return codes;
}
