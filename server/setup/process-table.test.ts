import { expect, it } from "vitest";
import { liveProcesses, parseStat } from "./process-table.mjs";

it("reads a process whose name has spaces and parentheses", () => {
  expect(parseStat("42 (tmux: (server) 1) S 1 40 40 0 -1 4194560")).toEqual({
    pid: 42,
    parent: 1,
    group: 40,
  });
});

it("leaves out what has ended", () => {
  expect(parseStat("42 (sh) Z 1 40 40 0 -1")).toBeUndefined();
  expect(parseStat("")).toBeUndefined();
});

it("sees this very process", async () => {
  const own = (await liveProcesses()).find((each) => each.pid === process.pid);
  expect(own?.parent).toBe(process.ppid);
});
