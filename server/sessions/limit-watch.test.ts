import { beforeEach, expect, it, vi } from "vitest";
import type { SandboxUse } from "../sandbox/driver.ts";
import { LimitWatch } from "./limit-watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const CALM: SandboxUse = { memoryBytes: 50e6, cpuSeconds: 1, processes: 20, timesOutOfMemory: 3 };

function watching() {
  const machine = { use: CALM as SandboxUse | undefined, looks: 0 };
  const notices: (string | undefined)[] = [];
  const watch = new LimitWatch({
    sandbox: {
      limits: { memoryMb: 1_024, cpus: 1, processes: 500, diskMb: 4_000 },
      async usage() {
        machine.looks += 1;
        if (machine.use === undefined) throw new Error("gone");
        return machine.use;
      },
    },
    onNotice: (message) => notices.push(message),
  });
  watch.setWatched(true);
  /** What is told after the next looks. */
  async function after(use: SandboxUse | undefined, seconds = 3): Promise<string | undefined> {
    machine.use = use;
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
    return notices.at(-1);
  }
  return { watch, machine, after };
}

it("tells of nothing while no limit is reached, and of nothing that was before it looked", async () => {
  const { watch, after } = watching();
  expect(await after(CALM, 30)).toBeUndefined();
  watch.dispose();
});

it.each<[string, Partial<SandboxUse>, RegExp]>([
  ["processes", { processes: 500 }, /as many processes as it may, 500/],
  ["disk", { disk: { bytes: 4e9, isFull: true } }, /disk of this machine is full: it holds 4\.0 GB/],
])("names the limit of %s for as long as it is reached", async (_, reached, sentence) => {
  const { watch, after } = watching();
  await after(CALM);
  expect(await after({ ...CALM, ...reached })).toMatch(sentence);
  expect(await after({ ...CALM, ...reached }, 300)).toMatch(sentence);
  expect(await after(CALM)).toBeUndefined();
  watch.dispose();
});

it("names the limit of memory for a minute after each time it was reached", async () => {
  const { watch, after } = watching();
  await after(CALM);
  const again = { ...CALM, timesOutOfMemory: 4 };
  expect(await after(again)).toMatch(/memory of this machine was used up.*1\.0 GB/);
  expect(await after(again, 50)).toMatch(/memory/);
  expect(await after(again, 20)).toBeUndefined();
  expect(await after({ ...CALM, timesOutOfMemory: 6 })).toMatch(/memory/);
  watch.dispose();
});

it("names all limits that are reached at a time", async () => {
  const { watch, after } = watching();
  await after(CALM);
  const told = await after({ ...CALM, processes: 499, disk: { bytes: 4e9, isFull: true } });
  expect(told).toMatch(/processes.*disk/);
  watch.dispose();
});

it("looks only while somebody watches, and goes on when a look fails", async () => {
  const { watch, machine, after } = watching();
  await after(undefined, 30);
  expect(await after({ ...CALM, processes: 500 })).toMatch(/processes/);
  watch.setWatched(false);
  await vi.advanceTimersByTimeAsync(10);
  const { looks } = machine;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(machine.looks).toBe(looks);
  watch.setWatched(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(machine.looks).toBeGreaterThan(looks + 10);
  watch.dispose();
});
