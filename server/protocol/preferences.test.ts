import { expect, it } from "vitest";
import { readSplit, readTheme } from "./preferences.ts";

it.each([
  ["light", "light"],
  ["dark", "dark"],
  ["system", "system"],
  ["purple", "system"],
  [undefined, "system"],
])("reads theme %j as %s", (value, theme) => {
  expect(readTheme(value)).toBe(theme);
});

it.each([
  ["25", 25],
  ["60.4", 60],
  ["75", 75],
  ["24", 46],
  ["76", 46],
  ["wide", 46],
  [undefined, 46],
])("reads split %j as %i", (value, percent) => {
  expect(readSplit(value)).toBe(percent);
});
