import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { TerminalId } from "../protocol/ids.ts";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly args: readonly string[];
  readonly cpuSeconds: number;
}

/** Of CPU time as the kernel tells it: `getconf CLK_TCK`, the same on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/** What has ended meanwhile is left out. */
async function processes(): Promise<Process[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const stat = await readFile(`/proc/${pid}/stat`, "utf8");
        // After the name, which stands in brackets and may hold any character; proc(5) has the fields.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const args = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
        const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
        return [{ pid: Number(pid), parent: Number(fields[1]), args, cpuSeconds }];
      } catch {
        return [];
      }
    }),
  );
  return found.flat();
}

/** MB (10^6 bytes) that a process would give back: what it shares counts in proportion (`Pss`). */
async function memoryOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return (Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024) / 1_000_000;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Process `root` and all that descend from it. */
function familyOf(root: number, all: readonly Process[]): ReadonlySet<number> {
  const family = new Set([root]);
  for (let before = 0; before < family.size; ) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return family;
}

/** CPU time since its start of each process of the lab, by its file: `server/pages/main.ts` and so on. */
export async function cpuSecondsByPart(root: number): Promise<Readonly<Record<string, number>>> {
  const all = await processes();
  const family = familyOf(root, all);
  const own = all.filter(({ pid, args }) => family.has(pid) && args[1]?.endsWith(".ts"));
  return Object.fromEntries(own.map(({ args, cpuSeconds }) => [args[1] ?? "", cpuSeconds]));
}

/** They draw pages, and know no terminal: what pages cost would hide what terminals do. */
const PAGES = "server/pages/main.ts";

/**
 * Memory of what a lab has terminals with, MB: process `root` with all that descends from it but the pages, and what
 * holds these terminals' shells inside the sandboxes. The shells themselves are the learner's.
 */
export async function terminalMemoryMb(root: number, terminals: readonly TerminalId[]): Promise<number> {
  const all = await processes();
  const descendants = familyOf(root, all);
  const family = new Set(
    all.filter(({ pid, args }) => descendants.has(pid) && args[1] !== PAGES).map(({ pid }) => pid),
  );
  const sockets = new Set(terminals.map((id) => `terminal-${id}.sock`));
  const holdsShell = ({ args: [program = "", socket = ""] }: Process) =>
    program.endsWith("/terminal-keeper") && sockets.has(path.basename(socket));
  const counted = all.filter((each) => family.has(each.pid) || holdsShell(each));
  return sum(await Promise.all(counted.map(({ pid }) => memoryOf(pid))));
}
