import type { IBufferCell } from "@xterm/headless";

/**
 * What xterm.js knows and its interface does not tell, and a drawn screen needs. Its version is pinned, and the
 * property test of `draw-screen` notices when one of these is not there any more.
 */
export interface Internals {
  readonly _inputHandler: {
    readonly _curAttrData: CellStyle;
    readonly _parser: { readonly currentState: number; readonly precedingJoinState: number };
    /** At once, and in the caller's turn; `Terminal.write` does it later, where nobody can catch what it throws. */
    parse(data: string): void;
    /** `(0`: the place and the letter of a character set. */
    selectCharset(placeAndLetter: string): void;
  };
  readonly _charsetService: CharsetState;
  readonly _oscLinkService: {
    getLinkData(id: number): { readonly id?: string; readonly uri: string } | undefined;
  };
  readonly coreMouseService: { readonly activeEncoding: string };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly decPrivateModes: {
      readonly cursorStyle?: "block" | "underline" | "bar";
      readonly cursorBlink?: boolean;
    };
  };
  readonly buffers: { readonly normal: ScreenBuffer; readonly alt: ScreenBuffer };
}

export type Charset = object | undefined;

export interface CharsetState {
  readonly _charsets: readonly Charset[];
  readonly charset: Charset;
  readonly glevel: number;
}

type StyleQuestions = Pick<
  IBufferCell,
  | "isBold"
  | "isDim"
  | "isItalic"
  | "isUnderline"
  | "isBlink"
  | "isInverse"
  | "isInvisible"
  | "isStrikethrough"
  | "isOverline"
  | "isFgRGB"
  | "isFgPalette"
  | "isBgRGB"
  | "isBgPalette"
  | "getFgColor"
  | "getBgColor"
  | "getFgColorMode"
  | "getBgColorMode"
>;

/** Bits as in xterm.js' `Constants.ts`. */
export interface CellStyle extends StyleQuestions {
  readonly fg: number;
  readonly bg: number;
  readonly extended: {
    readonly urlId: number;
    readonly underlineStyle: number;
    readonly underlineColor: number;
  };
  isProtected(): number;
  hasExtendedAttrs(): number;
}

export interface Cell extends CellStyle {
  getChars(): string;
  getWidth(): number;
}

export interface Line {
  readonly isWrapped: boolean;
  loadCell(column: number, cell: Cell): Cell;
  hasContent(column: number): number;
  getWidth(column: number): number;
  getFg(column: number): number;
  getBg(column: number): number;
  getString(column: number): string;
}

export interface ScreenBuffer {
  readonly lines: { readonly length: number; readonly maxLength: number; get(row: number): Line | undefined };
  readonly x: number;
  readonly y: number;
  readonly ybase: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
  readonly savedX: number;
  readonly savedY: number;
  readonly savedCurAttrData: CellStyle;
  readonly savedCharset: Charset;
}

/** Of a cell's `fg` and `bg`: colours alone, and flags that show in a cell without a character. */
export const COLOUR_BITS = 0x3ffffff;
export const COLOUR_MODE_BITS = 0x3000000;
export const PALETTE_16 = 0x1000000;
export const PALETTE_256 = 0x2000000;
export const INVERSE_UNDERLINE_STRIKE_BITS = 0x94000000 | 0;
export const UNDERLINE_BIT = 0x10000000;
export const EXTENDED_BIT = 0x10000000;
export const OVERLINE_BIT = 0x40000000;
