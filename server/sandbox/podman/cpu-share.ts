import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { containerGroups } from "./cgroup-use.ts";

/** What the kernel gives a group by default, and a tenth of it. */
const SHARES = { whole: { v1: "1024", v2: "100" }, small: { v1: "102", v2: "10" } };
type Share = keyof typeof SHARES;
const FOLDERS = { proc: "/proc", cgroup: "/sys/fs/cgroup" };

/** A process of a container, and the container's id. */
interface Container {
  readonly pid: number;
  readonly containerId: string;
}

async function cpuGroup({ pid, containerId }: Container, folders: typeof FOLDERS) {
  const procCgroup = await readFile(path.join(folders.proc, String(pid), "cgroup"), "utf8");
  const groups = containerGroups(procCgroup, containerId, folders.cgroup);
  const v1 = groups.get("cpu");
  if (v1 !== undefined) return { folder: v1, version: "v1" } as const;
  const v2 = groups.get("");
  if (v2 === undefined) throw new Error(`process ${pid} is not of container ${containerId}`);
  return { folder: v2, version: "v2" } as const;
}

const giveShare = (folder: string, version: "v1" | "v2", share: Share) =>
  writeFile(path.join(folder, version === "v1" ? "cpu.shares" : "cpu.weight"), SHARES[share][version]);

/**
 * How much of a busy processor a container has against the others: `small` while it is made for nobody in particular,
 * so that those who work do not feel it. Rejects when it is gone.
 */
export async function setCpuShare(container: Container, share: Share, folders = FOLDERS): Promise<void> {
  const { folder, version } = await cpuGroup(container, folders);
  await giveShare(folder, version, share);
}

/**
 * All sandboxes together, in the group that is their parent, have a small share of a busy processor against everything
 * else on the machine: the lab answers first, and they have what it leaves, which is nearly all. Rejects when the
 * container is gone.
 */
export async function putLabFirst(container: Container, folders = FOLDERS): Promise<void> {
  const { folder, version } = await cpuGroup(container, folders);
  await giveShare(path.dirname(folder), version, "small");
}
