import type { TerminalSize } from "../../protocol/payloads.ts";
import { HeadlessScreen } from "./headless-screen.ts";
import type { Screen } from "./screen.ts";
import { withoutScrolledAway } from "./without-scrolled-away.ts";

/** What happened to a terminal, in order. */
export type ScreenPiece = { readonly output: string } | { readonly size: TerminalSize };

/** How a terminal looks that looked like `base` and then went through `pieces`. Some 20 to 40 ms a megabyte. */
export function drawScreen(base: Screen, pieces: readonly ScreenPiece[]): Screen {
  const outputs = pieces.flatMap((piece) => ("output" in piece ? [piece.output] : []));
  const short = outputs.length === pieces.length ? withoutScrolledAway(base, outputs.join("")) : undefined;
  if (short !== undefined) return short;
  const screen = new HeadlessScreen(base.size);
  try {
    screen.write(base.lines + base.state + base.tail);
    for (const piece of pieces) {
      if ("size" in piece) screen.resize(piece.size);
      else screen.write(piece.output);
    }
    return {
      size: screen.size,
      lines: screen.lines(),
      state: screen.state(),
      tail: screen.unfinished,
      plain: screen.isPlain,
    };
  } finally {
    screen.dispose();
  }
}
