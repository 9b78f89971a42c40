import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { containerGroups } from "./cgroup-use.ts";

/** The kernel stops processes one by one; one that waits for a disk is the last. Milliseconds. */
const FREEZE_MS = 5_000;
const LOOK_MS = 2;

interface Freezer {
  /** What is written to which file, and what then says that it has happened. */
  readonly frozen: readonly [file: string, value: string];
  readonly thawed: readonly [file: string, value: string];
  readonly isFrozen: () => Promise<boolean>;
}

const FOLDERS = { proc: "/proc", cgroup: "/sys/fs/cgroup" };

/** A container's freezer on cgroup v1, or its group's on v2. Rejects when the container is gone. */
async function freezerOf(pid: number, containerId: string, folders = FOLDERS): Promise<Freezer> {
  const procCgroup = await readFile(path.join(folders.proc, String(pid), "cgroup"), "utf8");
  const groups = containerGroups(procCgroup, containerId, folders.cgroup);
  const v1 = groups.get("freezer");
  if (v1 !== undefined) {
    const state = path.join(v1, "freezer.state");
    return {
      frozen: [state, "FROZEN"],
      thawed: [state, "THAWED"],
      isFrozen: async () => (await readFile(state, "utf8")).trim() === "FROZEN",
    };
  }
  const v2 = groups.get("");
  if (v2 === undefined) throw new Error(`process ${pid} is not of container ${containerId}`);
  return {
    frozen: [path.join(v2, "cgroup.freeze"), "1"],
    thawed: [path.join(v2, "cgroup.freeze"), "0"],
    isFrozen: async () => /^frozen 1$/m.test(await readFile(path.join(v2, "cgroup.events"), "utf8")),
  };
}

/**
 * Stops every process of a container where it is. Written to its control group, past Podman, which takes 80 ms for it
 * and as long to thaw. Podman's own `rm` ends a frozen container like any other.
 */
export async function freezeGroup(pid: number, containerId: string, folders = FOLDERS): Promise<void> {
  const { frozen, thawed, isFrozen } = await freezerOf(pid, containerId, folders);
  await writeFile(...frozen);
  for (const deadline = performance.now() + FREEZE_MS; !(await isFrozen()); await delay(LOOK_MS)) {
    if (performance.now() < deadline) continue;
    await writeFile(...thawed);
    throw new Error(`container ${containerId} did not freeze within ${FREEZE_MS} ms`);
  }
}

export async function thawGroup(pid: number, containerId: string, folders = FOLDERS): Promise<void> {
  await writeFile(...(await freezerOf(pid, containerId, folders)).thawed);
}

export async function isGroupFrozen(pid: number, containerId: string, folders = FOLDERS): Promise<boolean> {
  return (await freezerOf(pid, containerId, folders)).isFrozen();
}
