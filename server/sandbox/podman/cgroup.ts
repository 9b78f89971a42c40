import { chown, readdir, readFile, rmdir } from "node:fs/promises";
import path from "node:path";
import { parseIdMap } from "./id-map.mjs";

const CGROUP_ROOT = "/sys/fs/cgroup";
/** What a delegate may own (kernel: Documentation/admin-guide/cgroup-v2.rst, "Delegation"; v1: tasks as well). */
const DELEGATED_FILES = [
  "cgroup.procs",
  "cgroup.threads",
  "cgroup.subtree_control",
  "memory.oom.group",
  "tasks",
];

/** Folders of a process's control groups, from `/proc/PID/cgroup`, on v1, hybrid and v2 hosts. */
export function cgroupFolders(procCgroup: string): string[] {
  return procCgroup
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
      if (controllers === undefined || group === undefined || group === "/") return [];
      const hierarchy = controllers.replace(/^name=/, "");
      return hierarchy === ""
        ? [path.join(CGROUP_ROOT, group), path.join(CGROUP_ROOT, "unified", group)]
        : [path.join(CGROUP_ROOT, hierarchy, group)];
    });
}

/**
 * Gives a sandbox's control groups to its own root, so that the engine inside can limit its containers. The limits
 * themselves stay ours: only the files that move processes change hands.
 */
export async function delegateCgroups(pid: number, rootUid: number): Promise<void> {
  const folders = cgroupFolders(await readFile(`/proc/${pid}/cgroup`, "utf8"));
  await Promise.all(
    folders.map(async (folder) => {
      const files = await readdir(folder).catch(() => undefined);
      if (files === undefined) return;
      const ours = DELEGATED_FILES.filter((name) => files.includes(name));
      await Promise.all(
        [folder, ...ours.map((name) => path.join(folder, name))].map((file) => chown(file, rootUid, rootUid)),
      );
    }),
  );
}

/** The host's user id of the sandbox's root. */
export async function rootUidOf(pid: number): Promise<number> {
  const map = await readFile(`/proc/${pid}/uid_map`, "utf8");
  const [first] = parseIdMap(map);
  if (first?.inside !== 0 || !(first.outside > 0)) {
    throw new Error(`invariant: process ${pid} has no user namespace of its own: ${map.trim()}`);
  }
  return first.outside;
}

/** Removes the control groups that sandboxes of a prefix had for parents, unless there still are sandboxes in them. */
export async function removeParentCgroups(prefix: string, below: string): Promise<void> {
  const root = path.join(CGROUP_ROOT, below);
  const hierarchies = await readdir(root, { withFileTypes: true });
  const parents = ["", ...hierarchies.filter((entry) => entry.isDirectory()).map((entry) => entry.name)];
  for (const parent of parents) {
    // Podman puts the processes that watch its containers into a group beside them.
    for (const group of [`${prefix}/conmon`, prefix])
      await rmdir(path.join(root, parent, group)).catch(() => {});
  }
}
