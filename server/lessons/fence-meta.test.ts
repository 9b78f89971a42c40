import { expect, it } from "vitest";
import { readFenceMeta } from "./fence-meta.ts";

it.each([
  [undefined, { run: false, terminal: undefined, name: undefined, unknown: [] }],
  ["run", { run: true, terminal: undefined, name: undefined, unknown: [] }],
  ["run in=server", { run: true, terminal: "server", name: undefined, unknown: [] }],
  ['run in="web server"', { run: true, terminal: "web server", name: undefined, unknown: [] }],
  ["name=compose.yaml", { run: false, terminal: undefined, name: "compose.yaml", unknown: [] }],
  ["run in=", { run: true, terminal: undefined, name: undefined, unknown: ["in="] }],
])("reads %j", (meta, expected) => {
  expect(readFenceMeta(meta)).toEqual(expected);
});
