import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { marksOf, openFiles, tracesOf } from "../../testing/host-traces.ts";
import { realSandboxes } from "../../testing/real-sandboxes.ts";
import { makeUseDestroy } from "../../testing/sandbox-cycle.ts";

/** Each way to end a machine once; `npm run bench -- leaks` does two hundred. */
const CYCLES = 4;

let lab: Awaited<ReturnType<typeof realSandboxes>>;
beforeAll(async () => {
  lab = await realSandboxes("leaks");
});
afterAll(() => lab?.cleanUp());

it("finds what a living sandbox has", async () => {
  const sandbox = await lab.driver.create({ owner: "traces" });
  const { networks, volumes, ...found } = await tracesOf(await marksOf(sandbox.id), lab);
  for (const [kind, traces] of Object.entries(found)) expect(traces, kind).not.toEqual([]);
  expect(found.containers).toHaveLength(1);
  expect(networks, "sandboxes have none").toEqual([]);
  expect(volumes, "the engine's files are on the sandbox's disk").toEqual([]);
  await sandbox.destroy();
});

it("sandboxes leave nothing behind, however they end", { timeout: 120_000 }, async () => {
  // The first use of anything opens what stays open.
  await makeUseDestroy(lab.driver, 0);
  const files = await openFiles();
  const marks = [`${lab.prefix}-`];
  for (let round = 1; round <= CYCLES; round += 1) marks.push(...(await makeUseDestroy(lab.driver, round)));
  const left = await tracesOf(marks, lab);
  expect(Object.values(left).flat()).toEqual([]);
  expect(await openFiles()).toBeLessThanOrEqual(files);
});

it("a driver that is closed leaves no control group when its sandboxes are gone", async () => {
  const groups = async () =>
    (await readdir("/sys/fs/cgroup", { recursive: true })).filter((name) => name.includes(lab.prefix));
  const sandbox = await lab.driver.create({ owner: "groups" });
  await lab.driver.close();
  expect(await groups(), "a living sandbox's").not.toEqual([]);
  await sandbox.destroy();
  await lab.driver.close();
  expect(await groups()).toEqual([]);
});
