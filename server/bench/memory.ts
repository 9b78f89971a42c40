import { readFile } from "node:fs/promises";

/** Memory that this machine could still give away, in MB (10^6 bytes): `MemAvailable` of /proc/meminfo. */
export async function availableMb(): Promise<number> {
  const meminfo = await readFile("/proc/meminfo", "utf8");
  const kibibytes = Number(/^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1]);
  if (Number.isNaN(kibibytes)) throw new Error("invariant: /proc/meminfo has no MemAvailable");
  return (kibibytes * 1024) / 1_000_000;
}
