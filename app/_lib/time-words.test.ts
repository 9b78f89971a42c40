import { expect, it } from "vitest";
import { durationWords, timeLeftWords } from "./time-words.ts";

it.each([
  [65 * 60_000, "1 h 5 min"],
  [60 * 60_000, "1 h"],
  [51 * 60_000 + 1, "52 min"],
  [5 * 60_000, "5 min"],
  [4 * 60_000 + 29_500, "4 min 30 s"],
  [60_000, "1 min"],
  [11_200, "12 s"],
  [0, "0 s"],
  [-5, "0 s"],
])("says of %d ms left: %s", (ms, words) => {
  expect(timeLeftWords(ms)).toBe(words);
});

it.each([
  [0, "0.0 s"],
  [230, "0.2 s"],
  [14_400, "14 s"],
  [120_000, "2 min"],
])("says of %d ms passed: %s", (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
