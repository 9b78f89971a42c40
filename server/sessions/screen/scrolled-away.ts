import { CLEAN, SCROLLBACK_LINES, type Screen } from "./screen.ts";

/** Begins a sequence; switches between character sets. */
const NOT_PLAIN = ["\x1b", "\x0e", "\x0f"];

/**
 * Of a flood of plain lines, how much nobody can scroll back to any more, in UTF-16 units, and the screen after that:
 * told without a terminal, as every such line only moves the older ones up. `undefined`: not such a flood, or too short.
 */
export function scrolledAway(
  base: Screen,
  output: readonly string[],
): { readonly chars: number; readonly screen: Screen } | undefined {
  if (!base.plain || !isPlain(base.tail) || !output.every(isPlain)) return undefined;
  const chars = startOfLastLines(output, SCROLLBACK_LINES + 2 * base.size.rows);
  if (chars === 0) return undefined;
  const state = base.state.endsWith("\r") ? base.state : `${base.state}\r`;
  return { chars, screen: { size: base.size, lines: CLEAN, state, tail: "", plain: true } };
}

/** As many bytes as units: ASCII, so that there is no control character of the upper half either. */
export const isPlain = (text: string) =>
  !NOT_PLAIN.some((each) => text.includes(each)) && Buffer.byteLength(text) === text.length;

/** Where a line begins at the left edge that `needed` line feeds follow; 0: nowhere. */
function startOfLastLines(pieces: readonly string[], needed: number): number {
  let begin = pieces.reduce((chars, piece) => chars + piece.length, 0);
  let counted = 0;
  for (const piece of pieces.toReversed()) {
    begin -= piece.length;
    for (let end = piece.length; end > 0; counted += 1) {
      end = piece.lastIndexOf("\n", end - 1);
      if (end === -1) break;
      if (counted >= needed && piece[end - 1] === "\r") return begin + end + 1;
    }
  }
  return 0;
}
