import { readFile } from "node:fs/promises";
import path from "node:path";
import type { SandboxUse } from "../driver.ts";

/** On v1 a group does not tell how often its memory was used up. */
export type ContainerUse = Omit<SandboxUse, "timesOutOfMemory" | "disk"> &
  Partial<Pick<SandboxUse, "timesOutOfMemory">>;

/** Files of control groups are small; a number is all that is wanted of most. */
const number = async (folder: string | undefined, file: string): Promise<number> => {
  if (folder === undefined) throw new Error(`no control group holds ${file}`);
  const value = Number((await readFile(path.join(folder, file), "utf8")).trim());
  if (!Number.isFinite(value)) throw new Error(`${path.join(folder, file)} holds no number`);
  return value;
};

const field = async (folder: string, file: string, name: string): Promise<number> => {
  const text = await readFile(path.join(folder, file), "utf8");
  const [, value] = new RegExp(`^${name} (\\d+)$`, "m").exec(text) ?? [];
  if (value === undefined) throw new Error(`${path.join(folder, file)} has no ${name}`);
  return Number(value);
};

/** A process may have moved to a group below its container's: the container's own is the one that bears its name. */
function groupOf(containerId: string, group: string): string | undefined {
  const parts = group.split("/");
  const own = parts.findIndex((part) => part.includes(containerId));
  return own < 0 ? undefined : parts.slice(0, own + 1).join("/");
}

/** The container's group by controller, from `/proc/PID/cgroup` of any of its processes; on v2 its only one is "". */
export function containerGroups(
  procCgroup: string,
  containerId: string,
  root: string,
): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (const line of procCgroup.trim().split("\n")) {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const own = group === undefined ? undefined : groupOf(containerId, group);
    if (controllers === undefined || own === undefined) continue;
    const hierarchy = controllers.replace(/^name=/, "");
    for (const controller of hierarchy.split(",")) groups.set(controller, path.join(root, hierarchy, own));
  }
  return groups;
}

async function onV1(groups: ReadonlyMap<string, string>): Promise<ContainerUse> {
  const memory = groups.get("memory") ?? "";
  const [used, cache, cpu, processes] = await Promise.all([
    number(memory, "memory.usage_in_bytes"),
    field(memory, "memory.stat", "total_inactive_file"),
    number(groups.get("cpuacct"), "cpuacct.usage"),
    number(groups.get("pids"), "pids.current"),
  ]);
  return { memoryBytes: Math.max(0, used - cache), cpuSeconds: cpu / 1e9, processes };
}

async function onV2(group: string): Promise<ContainerUse> {
  const [used, cache, cpu, processes, timesOutOfMemory] = await Promise.all([
    number(group, "memory.current"),
    field(group, "memory.stat", "inactive_file"),
    field(group, "cpu.stat", "usage_usec"),
    number(group, "pids.current"),
    // Its own: groups below it may have limits of the learner's.
    field(group, "memory.events.local", "oom"),
  ]);
  return { memoryBytes: Math.max(0, used - cache), cpuSeconds: cpu / 1e6, processes, timesOutOfMemory };
}

/** What a container uses, from the files of its control groups: no process is started. Rejects when it is gone. */
export async function containerUse(
  pid: number,
  containerId: string,
  folders = { proc: "/proc", cgroup: "/sys/fs/cgroup" },
): Promise<ContainerUse> {
  const procCgroup = await readFile(path.join(folders.proc, String(pid), "cgroup"), "utf8");
  const groups = containerGroups(procCgroup, containerId, folders.cgroup);
  if (groups.has("memory")) return onV1(groups);
  const unified = groups.get("");
  if (unified === undefined) throw new Error(`process ${pid} is not of container ${containerId}`);
  return onV2(unified);
}
