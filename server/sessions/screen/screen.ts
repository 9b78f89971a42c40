import { z } from "zod";
import { TerminalSize } from "../../protocol/payloads.ts";

/** Lines kept above the screen; the page keeps as many. */
export const SCROLLBACK_LINES = 10_000;

/** A terminal at one moment: `lines`, `state` and `tail`, written in turn to an empty one of this size, make it look and go on alike. */
export const Screen = z.strictObject({
  size: TerminalSize,
  /** Lines of the screen and above it; of both screens while a program uses the other one. */
  lines: z.string(),
  /** Places, modes, style, cursor. */
  state: z.string(),
  /** Output as it was printed, of a kind that needs no drawing, or the beginning of a sequence. */
  tail: z.string(),
  /** Whatever is printed next wraps and moves older lines up: there is no other screen, no scroll region. */
  plain: z.boolean(),
});
export type Screen = z.infer<typeof Screen>;

/**
 * What a terminal's own reset leaves as it was: hidden cursor, line feed that also returns, blinking, colours.
 */
export const CLEAN = "\x1b[?25h\x1b[20l\x1b[?12l\x1b]104\x07\x1b]110\x07\x1b]111\x07\x1b]112\x07";

export const emptyScreen = (size: TerminalSize): Screen => ({
  size,
  lines: CLEAN,
  state: "",
  tail: "",
  plain: true,
});

/** What to write to an empty terminal of the screen's size. */
export const textOf = ({ lines, state, tail }: Screen): string => lines + state + tail;
