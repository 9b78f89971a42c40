import { describe, expect, it } from "vitest";
import { drawScreen } from "./draw-screen.ts";
import { HeadlessScreen } from "./headless-screen.ts";
import { CLEAN, emptyScreen, SCROLLBACK_LINES, textOf } from "./screen.ts";
import { scrolledAway } from "./scrolled-away.ts";
import { lookOf } from "./testing/look-of.ts";

const SIZE = { cols: 60, rows: 12 };
const numbered = (count: number) =>
  Array.from({ length: count }, (_none, number) => `line ${number}\r\n`).join("");
const FLOOD = numbered(2 * SCROLLBACK_LINES);
/** As a pty hands it over: cut anywhere. */
const cut = (text: string) => text.match(/.{1,4095}/gs) ?? [];
const drawn = (before: string) => drawScreen(emptyScreen(SIZE), [{ output: before }]);

describe("a flood of plain lines leaves of what came before it only the state", () => {
  it.each([
    ["a style", "\x1b[1;42mbold "],
    ["a line drawn with letters", "\x1b(0qqq\r\n"],
    ["a saved cursor and other modes", "one\r\ntwo\x1b7\x1b[?1h\x1b[?2004h\x1b=\r\n"],
    ["a full row", "x".repeat(SIZE.cols)],
    ["text that was not drawn", `${"y".repeat(SIZE.cols + 7)}`],
  ])("%s", (_name, before) => {
    const base = drawn(before);
    const away = scrolledAway(base, cut(FLOOD));
    const kept = FLOOD.slice(away?.chars);
    expect(away?.screen.lines).toBe(CLEAN);
    expect(kept.length).toBeLessThan(FLOOD.length * 0.6);
    const [whole, shown] = [new HeadlessScreen(SIZE), new HeadlessScreen(SIZE)];
    whole.write(textOf(base) + FLOOD);
    shown.write(textOf(away?.screen ?? base) + kept);
    for (const screen of [whole, shown]) screen.write("more\x1b8here\r\n$ ");
    expect(lookOf(shown)).toEqual(lookOf(whole));
  });

  it.each([
    ["a flood too short to fill the scrollback", "", numbered(SCROLLBACK_LINES)],
    ["line feeds that do not return", "", FLOOD.replaceAll("\r", "")],
    ["a sequence in it", "", `${FLOOD}\x1b[A`],
    ["a control character of the upper half", "", `\x8d${FLOOD}`],
    ["another character set from somewhere on", "", `${FLOOD}\x0e`],
    ["a sequence that was begun before it", "\x1b[3", FLOOD],
    ["the other screen", "\x1b[?1049h", FLOOD],
    ["letters that push others on", "\x1b[4h", FLOOD],
    ["a scroll region", "\x1b[2;5r", FLOOD],
  ])("but not %s", (_name, before, flood) => {
    expect(scrolledAway(drawn(before), cut(flood))).toBeUndefined();
  });
});
