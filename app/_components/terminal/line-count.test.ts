import { expect, it } from "vitest";
import { lineCount } from "./line-count.ts";

it.each([
  ["one", 1],
  ["one\n", 1],
  ["one\ntwo", 2],
  ["one\r\ntwo\r\n", 2],
  ["one\rtwo\rthree", 3],
  ["one\n\nthree", 3],
])("%j has %d lines", (text, lines) => {
  expect(lineCount(text)).toBe(lines);
});
