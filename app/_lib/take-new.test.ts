import { expect, it } from "vitest";
import { takeNew } from "./take-new.ts";

it("takes a chunk that follows", () => {
  expect(takeNew(5, { seq: 5, data: "abc" })).toEqual({ kind: "new", data: "abc", next: 8 });
});

it("drops what was already written", () => {
  expect(takeNew(8, { seq: 5, data: "abc" })).toEqual({ kind: "seen" });
  expect(takeNew(5, { seq: 5, data: "" })).toEqual({ kind: "seen" });
});

it("takes the new end of a chunk that overlaps", () => {
  expect(takeNew(7, { seq: 5, data: "abcd" })).toEqual({ kind: "new", data: "cd", next: 9 });
});

it("notices what is missing", () => {
  expect(takeNew(4, { seq: 5, data: "abc" })).toEqual({ kind: "gap" });
});
