import { expect, it } from "vitest";
import { clockWords, keptWords, sizeWords, spokenTime } from "./recording-words.ts";

it.each([
  [0, "0:00", "0 seconds"],
  [7.9, "0:07", "7 seconds"],
  [61, "1:01", "1 minute 1 second"],
  [3729, "1:02:09", "1 hour 2 minutes 9 seconds"],
  [-1, "0:00", "0 seconds"],
])("%d seconds are %s, spoken %s", (seconds, shown, spoken) => {
  expect(clockWords(seconds)).toBe(shown);
  expect(spokenTime(seconds)).toBe(spoken);
});

it.each([
  [8192, "9 kB"],
  [999_001, "1000 kB"],
  [1_440_000, "1.4 MB"],
])("%d bytes are %s", (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});

it.each([
  [1, "an hour"],
  [12, "12 hours"],
  [168, "a week"],
  [240, "10 days"],
  [50, "50 hours"],
])("%d hours are %s", (hours, words) => {
  expect(keptWords(hours)).toBe(words);
});
