import { readFile } from "node:fs/promises";
import os from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { availableMb } from "./memory.ts";
import { percentiles } from "./statistics.ts";

const EVERY_MS = 1_000;

interface CpuTicks {
  readonly all: number;
  readonly idle: number;
}

/** CPU time of this machine since its start, in ticks: all of it, and what was idle. */
async function cpuTicks(): Promise<CpuTicks> {
  const [line = ""] = (await readFile("/proc/stat", "utf8")).split("\n", 1);
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle = 0, waiting = 0] = ticks;
  return { all: ticks.reduce((sum, each) => sum + each, 0), idle: idle + waiting };
}

/** Of a machine on which nobody works: what a lab at rest takes, and some more. */
const CALM_PERCENT = 15;
const CALM_MS = 3_000;
const CALM_WITHIN_MS = 120_000;

const busyPercent = (last: CpuTicks, now: CpuTicks): number =>
  (1 - (now.idle - last.idle) / (now.all - last.all)) * 100;

/**
 * Resolves when this machine has had nothing to do for some seconds: what a lab does by itself after a start or a claim
 * is over. Rejects when that does not come.
 */
export async function untilCalm(): Promise<void> {
  const deadline = performance.now() + CALM_WITHIN_MS;
  let last = await cpuTicks();
  while (performance.now() < deadline) {
    await delay(CALM_MS);
    const now = await cpuTicks();
    if (busyPercent(last, now) < CALM_PERCENT) return;
    last = now;
  }
  throw new Error(`this machine was busy for ${CALM_WITHIN_MS / 1000} s on end`);
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
    percents.push(busyPercent(last, now));
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
