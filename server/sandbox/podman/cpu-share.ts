import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { containerGroups } from "./cgroup-use.ts";

/** What the kernel gives a group by default, and a tenth of it. */
const SHARES = { whole: { v1: "1024", v2: "100" }, small: { v1: "102", v2: "10" } };

/**
 * How much of a busy processor a container has against the others: `small` while it is made for nobody in particular,
 * so that those who work do not feel it. Rejects when it is gone.
 */
export async function setCpuShare(
  { pid, containerId }: { pid: number; containerId: string },
  share: keyof typeof SHARES,
  folders = { proc: "/proc", cgroup: "/sys/fs/cgroup" },
): Promise<void> {
  const procCgroup = await readFile(path.join(folders.proc, String(pid), "cgroup"), "utf8");
  const groups = containerGroups(procCgroup, containerId, folders.cgroup);
  const v1 = groups.get("cpu");
  if (v1 !== undefined) return writeFile(path.join(v1, "cpu.shares"), SHARES[share].v1);
  const v2 = groups.get("");
  if (v2 === undefined) throw new Error(`process ${pid} is not of container ${containerId}`);
  await writeFile(path.join(v2, "cpu.weight"), SHARES[share].v2);
}
