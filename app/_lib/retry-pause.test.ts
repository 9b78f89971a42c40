import { expect, it } from "vitest";
import { retryPause } from "./retry-pause.ts";

const pauses = (random: () => number) => [0, 1, 2, 3, 4, 5, 6, 1000].map((n) => retryPause(n, random));

it("is none at first, then grows to a cap", () => {
  expect(pauses(() => 0)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

it("is left to chance by up to half", () => {
  expect(pauses(() => 1)).toEqual([0, 500, 1_000, 2_000, 4_000, 7_500, 7_500, 7_500]);
});
