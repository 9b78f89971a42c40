import { expect, test } from "vitest";
import { oldImageIds } from "./prune-old-images.ts";

test("what a current name names stays; other tags and nameless images go", () => {
  const listed = [
    { Id: "now", Names: ["localhost/slipway/workstation:now", "localhost/kept:1"] },
    { Id: "before", Names: ["localhost/slipway/workstation:before"] },
    { Id: "nameless", Names: null },
  ];
  expect(oldImageIds(listed, ["localhost/slipway/workstation:now"])).toEqual(["before", "nameless"]);
  expect(oldImageIds(null, [])).toEqual([]);
});
