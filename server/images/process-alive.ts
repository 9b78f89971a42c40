import { readFile } from "node:fs/promises";

/** Whether a process of this number runs; one that ended and only waits to be collected does not. */
export async function isProcessAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The state follows the name, which stands in parentheses and may hold anything.
  return stat !== undefined && stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
}
