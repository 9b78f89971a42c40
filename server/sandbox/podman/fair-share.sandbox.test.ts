import { afterAll, beforeAll, expect, it } from "vitest";
import { realSandboxes } from "../../testing/real-sandboxes.ts";
import type { Sandbox } from "../driver.ts";

let lab: Awaited<ReturnType<typeof realSandboxes>>;
let modest: Sandbox;
let greedy: Sandbox;
beforeAll(async () => {
  lab = await realSandboxes("fair-share");
  [modest, greedy] = await Promise.all([
    lab.driver.create({ owner: "modest" }),
    lab.driver.create({ owner: "greedy" }),
  ]);
});
afterAll(() => lab?.cleanUp());

/** Seconds of one processor that a sandbox had, of which so many processes wanted all for three seconds. */
async function spin(sandbox: Sandbox, processes: number): Promise<number> {
  const script = `for i in $(seq ${processes}); do perl -e '$end = time + 3; 1 while time < $end' & done; wait`;
  const before = await sandbox.usage?.();
  await sandbox.exec(["taskset", "--cpu-list", "0", "bash", "-c", script]);
  const after = await sandbox.usage?.();
  return (after?.cpuSeconds ?? Number.NaN) - (before?.cpuSeconds ?? Number.NaN);
}

it("a sandbox with many busy processes has no more of a processor than one with one", async () => {
  const [one, many] = await Promise.all([spin(modest, 1), spin(greedy, 20)]);
  expect(one).toBeGreaterThan(0);
  expect(many).toBeLessThan(one * 5);
});
