import { readFile } from "node:fs/promises";
import { liveProcesses } from "../setup/process-table.mjs";

/**
 * The process of a running lab whose program is `main`, e.g. `server/web/main.ts`, as this machine numbers it; `host` is
 * the process that `npm start` runs. Between the two there is what confines it.
 */
export async function labProcess(host: number, main: string): Promise<number> {
  const processes = await liveProcesses();
  const family = [host];
  for (const parent of family) {
    family.push(...processes.filter((each) => each.parent === parent).map(({ pid }) => pid));
  }
  for (const pid of family) {
    const [, program] = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (program === main) return pid;
  }
  throw new Error(`lab ${host} has no process that runs ${main}`);
}
