import { expect, it } from "vitest";
import { mountsUnder, sandboxesOf } from "./remove-leftovers.mjs";

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

it("takes the sandboxes of a prefix and of those that begin with it, and no other", () => {
  const listed = ["slipway", "slipway-test", "slipway-test-contract", "slipway-tested"].map((prefix) => ({
    Id: `id of ${prefix}`,
    Labels: { "io.slipway.prefix": prefix },
  }));
  expect(sandboxesOf("slipway-test", JSON.stringify(listed))).toEqual([
    "id of slipway-test",
    "id of slipway-test-contract",
  ]);
  expect(sandboxesOf("slipway-test", "")).toEqual([]);
});
