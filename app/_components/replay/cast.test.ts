import { describe, expect, it } from "vitest";
import { type Cast, parseCast, sameMoment, withShortPauses } from "./cast.ts";

const HEAD = { version: 2, width: 80, height: 24, title: "server" };
const fileOf = (...lines: unknown[]) => lines.map((line) => JSON.stringify(line)).join("\n");
const cast = (...events: unknown[]): Cast => {
  const parsed = parseCast(fileOf(HEAD, ...events));
  if (parsed === undefined) throw new Error("invariant: it has a head");
  return parsed;
};

describe("parseCast", () => {
  it("reads output, sizes and marks", () => {
    expect(cast([0.5, "o", "$ "], [1, "r", "100x30"], [2, "m", "Run it"], [3, "o", "done"])).toEqual({
      size: { cols: 80, rows: 24 },
      title: "server",
      events: [
        { at: 0.5, output: "$ " },
        { at: 1, size: { cols: 100, rows: 30 } },
        { at: 2, mark: "Run it" },
        { at: 3, output: "done" },
      ],
      marks: [{ at: 2, label: "Run it" }],
      begin: 0.5,
      duration: 3,
    });
  });

  it("passes over what is none of its events, and keeps time from going back", () => {
    const { events } = cast([2, "o", "a"], [1, "o", "b"], [3, "i", "typed"], [4, "r", "0x99999"], "x", [
      5,
      "o",
      7,
    ]);
    expect(events).toEqual([
      { at: 2, output: "a" },
      { at: 2, output: "b" },
    ]);
    expect(parseCast(`${fileOf(HEAD, [1, "o", "whole"])}\n[2,"o","to`)?.events).toHaveLength(1);
  });

  it.each([
    ["", "empty"],
    ["[1,2]", "no head"],
    ['{"version":3,"width":80,"height":24}', "another version"],
    ['{"version":2,"width":100000,"height":24}', "a size that no terminal has"],
  ])("refuses %j: %s", (text) => {
    expect(parseCast(text)).toBeUndefined();
  });
});

describe("pauses", () => {
  const long = cast([1, "o", "a"], [61, "m", "Run it"], [62, "o", "b"], [100, "o", "c"]);

  it("are shortened, for marks as for output", () => {
    const short = withShortPauses(long, 2);
    expect(short.events.map(({ at }) => at)).toEqual([1, 3, 4, 6]);
    expect(short.marks).toEqual([{ at: 3, label: "Run it" }]);
    expect(short.duration).toBe(6);
  });

  it("shortened or not, a moment is found again", () => {
    const short = withShortPauses(long, 2);
    expect(sameMoment(long, short, 61.5)).toBe(3.5);
    expect(sameMoment(short, long, 3.5)).toBe(61.5);
    expect(sameMoment(long, short, 40)).toBe(3);
    expect(sameMoment(long, short, 100)).toBe(6);
    expect(sameMoment(long, short, 0)).toBe(0);
  });
});
