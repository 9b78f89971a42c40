/** Largest text one `terminal:input` may carry, in UTF-16 units; the page splits longer pastes. */
export const MAX_INPUT_CHARS = 64 * 1024;
/** Bounds of a usable screen; beyond them xterm and the pty either refuse or waste memory. */
export const MIN_COLS = 2;
export const MAX_COLS = 500;
export const MIN_ROWS = 1;
export const MAX_ROWS = 300;
/** Largest answer, in UTF-16 units: every item of a sort with its group. */
export const MAX_ANSWER_CHARS = 1200;
/** Largest answer that is typed, in UTF-16 units. */
export const MAX_TYPED_ANSWER_CHARS = 500;
/** Name of a terminal's tab, without spaces around it: characters that can be seen, and spaces between them. */
export const TERMINAL_NAME = /^[^\p{C}\p{Zl}\p{Zp}]{1,40}$/u;
export const MAX_CHOICES = 8;
export const MAX_ITEMS = 12;
/** An item with its group, twelve times, is within the largest answer. */
export const MAX_CHOICE_ID = 40;
