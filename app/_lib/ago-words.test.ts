import { expect, it } from "vitest";
import { agoWords } from "./ago-words.ts";

it.each([
  [-5_000, "a moment ago"],
  [1_900, "a moment ago"],
  [3_200, "3 seconds ago"],
  [60_000, "a minute ago"],
  [59 * 60_000, "59 minutes ago"],
  [3_600_000, "an hour ago"],
  [7_300_000, "2 hours ago"],
])("says of %d ms since: %s", (ms, words) => {
  expect(agoWords(ms)).toBe(words);
});
