import { expect, it } from "vitest";
import type { Sandbox, SandboxUse } from "../sandbox/driver.ts";
import { createUseReader } from "./sandbox-use.ts";

const USE: SandboxUse = { memoryBytes: 1, cpuSeconds: 2, processes: 3, timesOutOfMemory: 0 };
const sandbox = (id: string, usage?: () => Promise<SandboxUse>) =>
  ({ id, ...(usage === undefined ? {} : { usage }) }) as Sandbox;
const LIMITS = { most: 10, longestMs: 60_000, freshMs: 60_000 };

it("leaves out those that cannot tell and those that are gone", async () => {
  const read = createUseReader(
    () => [
      sandbox("tells", async () => USE),
      sandbox("cannot"),
      sandbox("gone", () => Promise.reject(new Error())),
    ],
    LIMITS,
  );
  expect(await read()).toEqual(new Map([["tells", USE]]));
});

it("asks no more than it may, and once for all who ask at a time", async () => {
  let asked = 0;
  const many = Array.from({ length: 50 }, (_, index) =>
    sandbox(`s${index}`, async () => {
      asked += 1;
      return USE;
    }),
  );
  const read = createUseReader(() => many, LIMITS);
  const [one, two] = await Promise.all([read(), read()]);
  expect(one).toBe(two);
  expect(one.size).toBe(10);
  expect(asked).toBe(10);
});

it("does not wait for one that never answers", async () => {
  const read = createUseReader(
    () => [sandbox("tells", async () => USE), sandbox("never", () => new Promise(() => {}))],
    { ...LIMITS, longestMs: 20 },
  );
  expect([...(await read()).keys()]).toEqual(["tells"]);
});
