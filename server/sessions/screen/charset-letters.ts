import headless from "@xterm/headless";
import type { Charset, Internals } from "./xterm-internals.ts";

/** Finals of the sequences that choose a character set, of those xterm.js knows; `B`, ASCII, is none at all. */
const LETTERS = "0A4CRQKYEZH=";

/** The letter of each character set, asked of a terminal that nobody sees. */
export function charsetLetters(): Map<Charset, string> {
  const terminal = new headless.Terminal({ allowProposedApi: true });
  const { _inputHandler, _charsetService } = (terminal as unknown as { _core: Internals })._core;
  const letters = new Map<Charset, string>();
  for (const letter of LETTERS) {
    _inputHandler.selectCharset(`(${letter}`);
    letters.set(_charsetService._charsets[0], letter);
  }
  terminal.dispose();
  return letters;
}
