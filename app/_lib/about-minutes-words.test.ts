import { expect, it } from "vitest";
import { aboutMinutesWords } from "./about-minutes-words.ts";

it.each([
  [0.5, "about 5 minutes"],
  [41, "about 45 minutes"],
  [60, "about 1 hour"],
  [203, "about 3 hours 25 minutes"],
])("estimates %d minutes as %s", (minutes, words) => {
  expect(aboutMinutesWords(minutes)).toBe(words);
});
