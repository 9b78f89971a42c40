import { setTimeout as delay } from "node:timers/promises";
import type { LabUnderTest } from "./lab-under-test.ts";

/** A machine of the pool that is not there within this time will not be: the host is busy with something else. Milliseconds. */
const FILL_MS = 60_000;
const LOOK_MS = 100;

async function waiting({ url }: LabUnderTest): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^slipway_pool_sandboxes\{is="waiting"\} (\d+)$/m.exec(text)?.[1]);
}

/** Resolves when so many machines of a lab wait for learners. */
export async function untilWaiting(lab: LabUnderTest, count: number): Promise<void> {
  let before = 0;
  let deadline = performance.now() + FILL_MS;
  for (let now = await waiting(lab); now < count; now = await waiting(lab)) {
    if (now > before) deadline = performance.now() + FILL_MS;
    if (performance.now() > deadline) {
      throw new Error(`${now} machines wait and not ${count}: this host is too busy to measure on`);
    }
    before = now;
    await delay(LOOK_MS);
  }
}
