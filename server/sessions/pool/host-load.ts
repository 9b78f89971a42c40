import { readFile } from "node:fs/promises";
import os from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** How the machine that carries the sandboxes is doing. */
export interface HostLoad {
  /** Somebody's work would feel a machine being made now. */
  readonly busy: boolean;
  /** What could be given away at once, in MB (10^6 bytes). */
  readonly availableMb: number;
}

/** Share of the last ten seconds in which some process waited for a processor, in percent. */
const BUSY_PRESSURE = 60;
/** Where the kernel keeps no such account: processes that want to run, for each processor. */
const BUSY_LOAD = 1.5;
/** A key's echo is late by as much as this process is. Milliseconds, at the 99th percentile since the last look. */
const BUSY_LOOP_MS = 30;

/** `some avg10` of /proc/pressure/cpu (kernel: Documentation/accounting/psi.rst). */
export function pressureOf(text: string): number | undefined {
  const [, share] = /^some avg10=([\d.]+)/m.exec(text) ?? [];
  return share === undefined ? undefined : Number(share);
}

/** `MemAvailable` of /proc/meminfo, in MB (10^6 bytes). */
export function availableMbOf(text: string): number {
  const kibibytes = Number(/^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1]);
  if (Number.isNaN(kibibytes)) throw new Error("invariant: /proc/meminfo has no MemAvailable");
  return (kibibytes * 1024) / 1_000_000;
}

/** Looks at this machine. `stop` ends the watch over this process's own delay. */
export function watchHostLoad(): { look(): Promise<HostLoad>; stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  return {
    async look() {
      const [pressure, memory] = await Promise.all([
        readFile("/proc/pressure/cpu", "utf8").catch(() => ""),
        readFile("/proc/meminfo", "utf8"),
      ]);
      const share = pressureOf(pressure);
      const crowded =
        share === undefined
          ? (os.loadavg()[0] ?? 0) / os.availableParallelism() > BUSY_LOAD
          : share > BUSY_PRESSURE;
      const late = delay.percentile(99) / 1e6 > BUSY_LOOP_MS;
      delay.reset();
      return { busy: crowded || late, availableMb: availableMbOf(memory) };
    },
    stop: () => void delay.disable(),
  };
}
