import { readFile } from "node:fs/promises";
import os from "node:os";
import { availableMb } from "./memory.ts";
import { percentiles } from "./statistics.ts";

const EVERY_MS = 1_000;

/** CPU time of this machine since its start, in ticks: all of it, and what was idle. */
async function cpuTicks(): Promise<{ all: number; idle: number }> {
  const [line = ""] = (await readFile("/proc/stat", "utf8")).split("\n", 1);
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle = 0, waiting = 0] = ticks;
  return { all: ticks.reduce((sum, each) => sum + each, 0), idle: idle + waiting };
}

/** Watches how busy this machine is, until it is asked. */
export async function watchHost() {
  const percents: number[] = [];
  const loads: number[] = [];
  const before = await availableMb();
  let least = before;
  let last = await cpuTicks();
  const timer = setInterval(async () => {
    const now = await cpuTicks();
    percents.push((1 - (now.idle - last.idle) / (now.all - last.all)) * 100);
    last = now;
    least = Math.min(least, await availableMb());
    loads.push(os.loadavg()[0] ?? 0);
  }, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return {
        cpu_percent: percentiles(percents, [50, 95]),
        load_1min: percentiles(loads, [50, 95]),
        memory_mb: Math.round(before - least),
      };
    },
  };
}
