import { expect, it } from "vitest";
import { changedFontSize, readFontSize } from "./font-size.ts";

it.each([
  ["", 13.5],
  ["18", 18],
  ["10", 10],
  ["28", 28],
  ["9", 13.5],
  ["29", 13.5],
  ["huge", 13.5],
])("reads %j as %d px", (kept, pixels) => {
  expect(readFontSize(kept, 13.5)).toBe(pixels);
});

it("goes by whole pixels and stops at its limits", () => {
  expect([changedFontSize(13.5, 1), changedFontSize(13.5, -1)]).toEqual([14, 13]);
  expect([changedFontSize(28, 1), changedFontSize(10, -1)]).toEqual([28, 10]);
});
