import type { TerminalSize } from "../../protocol/payloads.ts";
import { HeadlessScreen } from "./headless-screen.ts";
import { CLEAN, SCROLLBACK_LINES, type Screen } from "./screen.ts";

/** Shorter output is as well drawn. UTF-16 units. */
const LONG_CHARS = 512 * 1024;
const STYLE = String.raw`\u001b\[[\d;:]*m`;
const COMMAND = String.raw`\u001b\][^\u0000-\u001f\u007f-\u009f]*(?:\u0007|\u001b\\)`;
/** Shells switch it on and off around each command. */
const BRACKETED_PASTE = String.raw`\u001b\[\?2004[hl]`;
const ERASE_IN_LINE = String.raw`\u001b\[\d?K`;
const END_OF_COMMAND = String.raw`\u001b\\`;
const SEQUENCES = [STYLE, COMMAND, BRACKETED_PASTE, ERASE_IN_LINE, END_OF_COMMAND]
  .map((each) => `(?=${each})`)
  .join("|");
/** A sequence, whole or not, that may do more to older lines than to move them up. */
const OTHER_SEQUENCE = new RegExp(String.raw`(?!${SEQUENCES})[\u001b\u0080-\u009f]`);
const STYLES = new RegExp(STYLE, "g");
const COMMANDS_AND_SHIFTS = new RegExp(String.raw`${COMMAND}|${BRACKETED_PASTE}|[\u000e\u000f]`, "g");
const ONLY_PRINTED = /^[\x20-\x7e]*$/;

/**
 * Of a flood, what nobody can scroll back to any more need not be drawn: of it only styles, character sets and commands
 * (title, colours, links, pasting) count. `undefined`: not a flood, or not certain.
 */
export function withoutScrolledAway(base: Screen, output: string): Screen | undefined {
  if (!base.plain || output.length < LONG_CHARS) return undefined;
  const text = base.tail + output;
  if (OTHER_SEQUENCE.test(text.slice(0, text.lastIndexOf("\n") + 1))) return undefined;
  const screen = new HeadlessScreen(base.size);
  try {
    screen.write(base.state);
    const cut = startOfVisible(text, base.size, screen.cursorColumn);
    if (cut === 0) return undefined;
    screen.write(`${whatCountsOf(text.slice(0, cut))}\r`);
    return {
      size: base.size,
      lines: CLEAN,
      state: screen.state(),
      tail: text.slice(cut),
      plain: true,
    };
  } finally {
    screen.dispose();
  }
}

/**
 * Where a row begins after which more rows follow than screen and scrollback hold; 0: not certain that there is one.
 * `column`: where the text begins.
 */
function startOfVisible(text: string, { cols, rows }: TerminalSize, column: number): number {
  const needed = SCROLLBACK_LINES + 2 * rows;
  let counted = 0;
  for (let end = text.length; end > 0; ) {
    const lineEnd = text.lastIndexOf("\n", end - 1);
    const start = lineEnd + 1;
    const first = text.slice(start - 2, start) === "\r\n" ? 0 : start === 0 ? column : undefined;
    const printed = text.slice(start, text[end - 1] === "\r" ? end - 1 : end);
    if (ONLY_PRINTED.test(printed)) {
      const room = printed.length - Math.max(0, needed - counted) * cols;
      if (first !== undefined && room > cols) return start + room - ((first + room) % cols);
      counted += Math.floor(printed.length / cols);
    }
    counted += end < text.length ? 1 : 0;
    if (counted >= needed && first === 0) return start;
    end = start - 1;
  }
  return 0;
}

function whatCountsOf(text: string): string {
  const reset = Math.max(text.lastIndexOf("\x1b[m"), text.lastIndexOf("\x1b[0m"), 0);
  const styles = text.slice(reset).match(STYLES) ?? [];
  return [...(text.match(COMMANDS_AND_SHIFTS) ?? []), ...styles].join("");
}
