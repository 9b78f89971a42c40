import { readFileSync } from "node:fs";
import path from "node:path";
import type { SandboxUse } from "../driver.ts";

/** On v1 a group does not tell how often its memory was used up. */
export type ContainerUse = Omit<SandboxUse, "timesOutOfMemory" | "disk"> &
  Partial<Pick<SandboxUse, "timesOutOfMemory">>;

/**
 * Files of control groups are small, and a number is all that is wanted of most. They come from the kernel's memory, so they
 * are read at once: each of a class's machines is looked at every few seconds, and to hand each read to a thread took longer.
 */
const number = (folder: string | undefined, file: string): number => {
  if (folder === undefined) throw new Error(`no control group holds ${file}`);
  const value = Number(readFileSync(path.join(folder, file), "utf8").trim());
  if (!Number.isFinite(value)) throw new Error(`${path.join(folder, file)} holds no number`);
  return value;
};

const field = (folder: string, file: string, name: string): number => {
  const text = readFileSync(path.join(folder, file), "utf8");
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

function onV1(groups: ReadonlyMap<string, string>): ContainerUse {
  const memory = groups.get("memory") ?? "";
  const used = number(memory, "memory.usage_in_bytes");
  const cache = field(memory, "memory.stat", "total_inactive_file");
  return {
    memoryBytes: Math.max(0, used - cache),
    cpuSeconds: number(groups.get("cpuacct"), "cpuacct.usage") / 1e9,
    processes: number(groups.get("pids"), "pids.current"),
  };
}

function onV2(group: string): ContainerUse {
  const used = number(group, "memory.current");
  const cache = field(group, "memory.stat", "inactive_file");
  return {
    memoryBytes: Math.max(0, used - cache),
    cpuSeconds: field(group, "cpu.stat", "usage_usec") / 1e6,
    processes: number(group, "pids.current"),
    // Its own: groups below it may have limits of the learner's.
    timesOutOfMemory: field(group, "memory.events.local", "oom"),
  };
}

/** What a container uses, from the files of its control groups: no process is started. Rejects when it is gone. */
export async function containerUse(
  pid: number,
  containerId: string,
  folders = { proc: "/proc", cgroup: "/sys/fs/cgroup" },
): Promise<ContainerUse> {
  const procCgroup = readFileSync(path.join(folders.proc, String(pid), "cgroup"), "utf8");
  const groups = containerGroups(procCgroup, containerId, folders.cgroup);
  if (groups.has("memory")) return onV1(groups);
  const unified = groups.get("");
  if (unified === undefined) throw new Error(`process ${pid} is not of container ${containerId}`);
  return onV2(unified);
}
