import { expect, it } from "vitest";
import { lastId } from "./server-user.ts";

it("serves the network as the last id of a user namespace, whatever ranges it is made of", () => {
  expect(lastId("         0       1000          1\n         1     100000      65537\n")).toBe(65_537);
  expect(lastId("0 1000 1\n1 100000 65536\n65537 1000000 131073\n")).toBe(196_609);
});

it("never serves it as the namespace's root", () => {
  expect(() => lastId("0 1000 1\n")).toThrow("nothing but its root");
});
