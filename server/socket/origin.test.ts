import { expect, it } from "vitest";
import { isOriginAllowed } from "./origin.ts";

it.each([
  [undefined, "lab.example", []],
  ["http://lab.example", "lab.example", []],
  ["https://lab.example", "lab.example", []],
  ["http://localhost:3000", "localhost:3000", []],
  ["http://lab.example", "LAB.example", []],
  ["http://[::1]:3000", "[::1]:3000", []],
  ["https://proxy.example", "10.0.0.5:3000", ["https://proxy.example"]],
])("opens to %s at host %s", (origin, host, further) => {
  expect(isOriginAllowed(origin, host, further)).toBe(true);
});

it.each([
  ["http://evil.example", "lab.example", []],
  ["http://localhost:3001", "localhost:3000", []],
  ["http://lab.example.evil.example", "lab.example", []],
  ["http://lab.example@evil.example", "lab.example", []],
  ["null", "lab.example", []],
  ["", "lab.example", []],
  ["lab.example", "lab.example", []],
  ["http://lab.example", undefined, []],
  ["http://proxy.example", "10.0.0.5:3000", ["https://proxy.example"]],
  ["file://", "", []],
])("stays shut to %s at host %s", (origin, host, further) => {
  expect(isOriginAllowed(origin, host, further)).toBe(false);
});
