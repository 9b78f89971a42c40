import { describe, expect, it } from "vitest";
import { drawScreen } from "./draw-screen.ts";
import { HeadlessScreen } from "./headless-screen.ts";
import { CLEAN, emptyScreen, textOf } from "./screen.ts";
import { lookOf } from "./testing/look-of.ts";

const SIZE = { cols: 60, rows: 12 };
const BEFORE = "\x1b[?2004h\x1b]2;before\x07prompt $ flood\r\n\x1b[1mbold ";
const numbered = (count: number, line: (number: number) => string) =>
  Array.from({ length: count }, (_none, number) => line(number)).join("");

/** A drawn screen and one that was never interrupted, after two floods and a little more. */
function afterFlood(flood: string) {
  const begun = drawScreen(emptyScreen(SIZE), [{ output: BEFORE }]);
  const once = drawScreen(begun, [{ output: flood }]);
  const twice = drawScreen(once, [{ output: flood }]);
  const whole = new HeadlessScreen(SIZE);
  whole.write(BEFORE + flood + flood);
  const drawn = new HeadlessScreen(SIZE);
  drawn.write(textOf(twice));
  for (const screen of [whole, drawn]) screen.write("more\x1b[7m\r\n$ ");
  return {
    wasSkipped: once.lines === CLEAN && twice.lines === CLEAN,
    whole: lookOf(whole),
    drawn: lookOf(drawn),
  };
}

describe("of a flood, what nobody can scroll back to is not drawn, and all else is as it was", () => {
  it.each([
    ["numbered lines", numbered(60_000, (number) => `line ${number}\r\n`)],
    ["one line that never ends", "QUJD".repeat(400_000)],
    ["one line that ends anywhere in a row", `${"QUJD".repeat(400_000)}A`],
    [
      "coloured lines with titles",
      numbered(40_000, (n) => `\x1b[3${n % 8}m${n}\x1b[0m ok\x1b[K \x1b]2;${n}\x1b\\\r\n`),
    ],
    ["prompts of a shell", numbered(60_000, (n) => `\x1b[?2004h$ echo ${n}\r\n\x1b[?2004l${n}\r\n`)],
    ["colours that stay", `\x1b[42m${numbered(60_000, (n) => `\x1b[38;5;${n % 256}mline ${n}\r\n`)}`],
    ["long lines", numbered(9_000, (number) => `${"word ".repeat(40)}${number}\r\n`)],
    ["wide characters", numbered(40_000, (number) => `\u4f60\u597d 🐳 ${number} grüße\r\n`)],
    ["a half finished sequence at its end", `1m${numbered(60_000, (number) => `line ${number}\r\n`)}\x1b[3`],
    ["a style at its end", `${numbered(60_000, (number) => `line ${number}\r\n`)}\x1b[7m`],
  ])("%s", (_name, flood) => {
    const { wasSkipped, whole, drawn } = afterFlood(flood);
    expect(wasSkipped).toBe(true);
    expect(drawn).toEqual(whole);
  });

  it.each([
    ["a cursor that goes up", numbered(60_000, (number) => `line ${number}\r\n\x1b[A`)],
    ["the other screen", `\x1b[?1049h${numbered(60_000, (number) => `line ${number}\r\n`)}\x1b[?1049l`],
    ["a scroll region", `\x1b[2;5r${numbered(60_000, (number) => `line ${number}\r\n`)}\x1b[r`],
    ["line feeds that do not return", numbered(60_000, (number) => `line ${number}\n`)],
    ["a line that is written again and again", numbered(60_000, (number) => `\rprogress ${number}`)],
    ["marks without width", "e\u0301".repeat(400_000)],
  ])("but all of it where that is not certain: %s", (_name, flood) => {
    const { wasSkipped, whole, drawn } = afterFlood(flood);
    expect(wasSkipped).toBe(false);
    expect(drawn).toEqual(whole);
  });
});
