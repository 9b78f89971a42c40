import { expect, it } from "vitest";
import { mean, percentiles, ratio } from "./statistics.ts";

it("takes the nearest rank", () => {
  const samples = [5, 1, 4, 2, 3];
  expect(percentiles(samples, [50, 95])).toEqual({ p50: 3, p95: 5 });
  expect(percentiles([7], [50, 99])).toEqual({ p50: 7, p99: 7 });
});

it("says ratios and means to a hundredth", () => {
  expect(ratio(1, 3)).toBe(0.33);
  expect(mean([1, 2, 2])).toBe(1.67);
});
