import { expect, test } from "vitest";
import { inputHash } from "./input-hash.ts";

test("the boundaries between parts count", () => {
  expect(inputHash(["ab", "c"])).not.toBe(inputHash(["a", "bc"]));
  expect(inputHash(["ab", "c"])).toMatch(/^[0-9a-f]{12}$/);
});
