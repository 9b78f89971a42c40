import { describe, expect, it } from "vitest";
import type { TerminalSize } from "../../protocol/payloads.ts";
import { drawScreen, type ScreenPiece } from "./draw-screen.ts";
import { HeadlessScreen } from "./headless-screen.ts";
import { emptyScreen, type Screen, textOf } from "./screen.ts";
import { lookOf } from "./testing/look-of.ts";
import { dice, phrase, type Roll } from "./testing/phrases.ts";

const SIZE = { cols: 60, rows: 12 };
const SEEDS = Array.from({ length: 200 }, (_none, index) => index + 1);

function goThrough(screen: HeadlessScreen, pieces: readonly ScreenPiece[]): void {
  for (const piece of pieces) {
    if ("size" in piece) screen.resize(piece.size);
    else screen.write(piece.output);
  }
}

function restored(screen: Screen): HeadlessScreen {
  const terminal = new HeadlessScreen(screen.size);
  terminal.write(textOf(screen));
  return terminal;
}

/** What programs print, cut anywhere: within sequences, within characters of two units. */
function cutAnywhere(text: string, roll: Roll): ScreenPiece[] {
  const pieces: ScreenPiece[] = [];
  for (let at = 0; at < text.length; ) {
    const next = at + 1 + roll(60);
    pieces.push({ output: text.slice(at, next) });
    at = next;
  }
  return pieces;
}

const phrases = (count: number, roll: Roll, size: TerminalSize, resizes: boolean) =>
  Array.from({ length: count }, () => phrase(roll, size, { resizes })).join("");

/**
 * A program that hears of another size: it leaves the other screen, whose lines stay as long as they were, out of sight,
 * and saves no cursor where there is no line any more.
 */
const resized = (size: TerminalSize): ScreenPiece[] => [
  { output: "\x18\x1b[?1049l" },
  { size },
  { output: "\x1b[24m\x1b7\x1b[?1047h\x1b7\x1b[?1047l" },
];

describe("a drawn screen", () => {
  it.each(SEEDS)("looks and goes on like one that was never interrupted: %i", (seed) => {
    const roll = dice(seed);
    const resizes = seed % 2 === 0;
    const whole = new HeadlessScreen(SIZE);
    let size = SIZE;
    let screen = emptyScreen(SIZE);
    for (let round = 0; round < 4; round += 1) {
      const pieces = cutAnywhere(phrases(5 + roll(30), roll, size, resizes), roll);
      if (resizes && roll(3) > 0) {
        size = { cols: 10 + roll(70), rows: 4 + roll(14) };
        pieces.push(...resized(size));
      }
      pieces.push(...cutAnywhere(phrases(5 + roll(30), roll, size, resizes), roll));
      screen = drawScreen(screen, pieces);
      goThrough(whole, pieces);
      const drawn = restored(screen);
      expect(lookOf(drawn), `round ${round}`).toEqual(lookOf(whole));
      drawn.dispose();
    }
    // What cannot be seen shows in what follows.
    const drawn = restored(screen);
    for (let round = 0; round < 4; round += 1) {
      const pieces = cutAnywhere(phrases(15, roll, size, resizes), roll);
      goThrough(whole, pieces);
      goThrough(drawn, pieces);
      expect(lookOf(drawn), `then ${round}`).toEqual(lookOf(whole));
    }
    drawn.dispose();
    whole.dispose();
  });
});
