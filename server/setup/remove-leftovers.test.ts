import { expect, it } from "vitest";
import { mountsUnder } from "./remove-leftovers.mjs";

it("finds what is mounted inside a folder, innermost first", () => {
  const mounts = [
    "tmpfs /run tmpfs rw 0 0",
    "slipway /run/slipway-test/a tmpfs rw 0 0",
    "slipway /run/slipway-test/a/b tmpfs rw 0 0",
    "slipway /run/slipway/c tmpfs rw 0 0",
    "slipway /run/slipway-test-other/d tmpfs rw 0 0",
  ].join("\n");
  expect(mountsUnder(mounts, "/run/slipway-test")).toEqual(["/run/slipway-test/a/b", "/run/slipway-test/a"]);
});
