import { Unicode11Addon } from "@xterm/addon-unicode11";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import { openLink } from "./open-link.ts";
import type { TerminalLook } from "./terminal-screen.ts";
import { highContrastTheme, xtermTheme } from "./xterm-theme.ts";

/** Lines kept above the screen, as many as the server keeps: some 10 MB of memory for 80 columns. */
const SCROLLBACK_LINES = 10_000;
/** Readable contrast for programs that bring colours of their own, WCAG 2.2 AA. */
const MINIMUM_CONTRAST = 4.5;
/** The same where high contrast is asked for, WCAG 2.2 AAA. */
const HIGH_CONTRAST = 7;

/** RIS: as a sequence, it takes effect after all that was written before. */
export const RESET = "\x1bc";

/** Options of xterm that follow from a look. */
export const drawnAs = ({ fontSize, highContrast, screenReader }: TerminalLook) => ({
  fontSize,
  screenReaderMode: screenReader,
  minimumContrastRatio: highContrast ? HIGH_CONTRAST : MINIMUM_CONTRAST,
  theme: highContrast ? highContrastTheme : xtermTheme,
});

/**
 * A terminal as all of ours are: what a program prints can neither reach the clipboard nor open an address, and links
 * that the learner opens are of the web. Fonts must be loaded: it measures a character once.
 */
export function newXterm(fontFamily: string, look: TerminalLook): Terminal {
  const terminal = new Terminal({
    allowProposedApi: true,
    fontFamily,
    lineHeight: 1.2,
    cursorBlink: false,
    scrollback: SCROLLBACK_LINES,
    macOptionIsMeta: false,
    rightClickSelectsWord: false,
    ...drawnAs(look),
    linkHandler: { activate: openLink },
  });
  terminal.loadAddon(new WebLinksAddon(openLink));
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  return terminal;
}
