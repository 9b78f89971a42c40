import { expect, it } from "vitest";
import { splitInput } from "./split-input.ts";

it("leaves a short text whole and makes nothing of nothing", () => {
  expect(splitInput("ls\r", 8)).toEqual(["ls\r"]);
  expect(splitInput("", 8)).toEqual([]);
});

it("cuts in order, up to the limit", () => {
  expect(splitInput("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
});

it("does not cut a character in two", () => {
  const pieces = splitInput("ab😀😀c", 3);
  expect(pieces).toEqual(["ab", "😀", "😀c"]);
});

it("gives back what it got, for ten million units", () => {
  const text = "żółw 🐢 ".repeat(1_250_000);
  const pieces = splitInput(text, 64 * 1024);
  expect(pieces.join("")).toBe(text);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(64 * 1024);
});
