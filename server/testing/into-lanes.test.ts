import { expect, it } from "vitest";
import { intoLanes } from "./into-lanes.ts";

it("shares work out evenly, each item once", () => {
  const lanes = intoLanes([3, 9, 2, 4, 6], 2, (weight) => weight);
  expect(lanes).toEqual([
    [9, 3],
    [6, 4, 2],
  ]);
});

it("makes no lane without work", () => {
  expect(intoLanes(["a"], 3, () => 1)).toEqual([["a"]]);
  expect(intoLanes([], 3, () => 1)).toEqual([]);
});
