// @ts-check
import { readdir, readFile } from "node:fs/promises";

/**
 * Every process that lives, from /proc (proc_pid_stat(5)). One that has ended and waits for its parent to notice is
 * left out: where nobody collects orphans it stays for good.
 * @returns {Promise<readonly { pid: number, parent: number, group: number }[]>}
 */
export async function liveProcesses() {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")));
  return stats.flatMap((stat) => parseStat(stat) ?? []);
}

/**
 * @param {string} stat `123 (a name (odd)) S 1 123 ...`
 */
export function parseStat(stat) {
  const [, pid, state, parent, group] = /^(\d+) \(.*\) (\S) (\d+) (\d+)/s.exec(stat) ?? [];
  if (pid === undefined || state === "Z" || state === "X") return undefined;
  return { pid: Number(pid), parent: Number(parent), group: Number(group) };
}
