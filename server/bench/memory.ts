import { readFile } from "node:fs/promises";
import { availableMbOf } from "../sessions/pool/host-load.ts";

/** Memory that this machine could still give away, in MB (10^6 bytes). */
export const availableMb = async (): Promise<number> =>
  availableMbOf(await readFile("/proc/meminfo", "utf8"));
