/** Largest text one `terminal:input` may carry, in UTF-16 units; the page splits longer pastes. */
export const MAX_INPUT_CHARS = 64 * 1024;
/** Bounds of a usable screen; beyond them xterm and the pty either refuse or waste memory. */
export const MIN_COLS = 2;
export const MAX_COLS = 500;
export const MIN_ROWS = 1;
export const MAX_ROWS = 300;
