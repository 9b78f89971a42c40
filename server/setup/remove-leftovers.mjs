// @ts-check
import { readdir, readFile, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { ask } from "./run-command.mjs";

/** Thirty sandboxes are removed in a few seconds; a busy machine may need longer. */
const REMOVAL_MS = 120_000;
const PREFIX_LABEL = "io.slipway.prefix";
/** Where a lab has its sockets, and the disks of its sandboxes: in folders named after its prefix. */
const LAB_DIRS = ["/run", "/var/lib/slipway"];
const CGROUP_ROOT = "/sys/fs/cgroup";

/**
 * Removes what labs have left on the machine whose prefix is `prefix` or begins with it and a hyphen: their sandboxes
 * with their volumes, found by label, their folders of sockets, their disks, what is mounted there, and their control
 * groups. Nothing of another prefix is touched.
 * @param {string} prefix
 */
export async function removeLeftovers(prefix) {
  const podman = ["podman", "--cgroup-manager", "cgroupfs"];
  const all = await ask([...podman, "ps", "--all", "--filter", `label=${PREFIX_LABEL}`, "--format", "json"]);
  const ids = sandboxesOf(prefix, all?.stdout ?? "");
  if (ids.length > 0) {
    const removal = [...podman, "rm", "--force", "--volumes", "--time=0", ...ids];
    await ask(removal, { timeoutMs: REMOVAL_MS });
  }

  for (const folder of await foldersOf(prefix, LAB_DIRS)) await removeFolder(folder);
  for (const group of await foldersOf(prefix, await cgroupHierarchies())) {
    for (const each of [path.join(group, "conmon"), group]) await rmdir(each).catch(() => {});
  }
}

/** Where control groups can be: on cgroup v2 there is one hierarchy, on v1 one in each of several folders. */
async function cgroupHierarchies() {
  const names = await readdir(CGROUP_ROOT).catch(() => []);
  return [CGROUP_ROOT, ...names.map((name) => path.join(CGROUP_ROOT, name))];
}

/**
 * Removes a folder. What is mounted in it is taken away first, since to remove a mount's files is to remove what they
 * are elsewhere too.
 * @param {string} folder
 */
export async function removeFolder(folder) {
  const mounts = await readFile("/proc/self/mounts", "utf8").catch(() => "");
  for (const mount of mountsUnder(mounts, folder)) await ask(["umount", "--lazy", mount]);
  await rm(folder, { recursive: true, force: true });
}

/** @param {string} prefix @param {string[]} parents */
async function foldersOf(prefix, parents) {
  const found = parents.map(async (parent) => {
    const names = await readdir(parent).catch(() => []);
    return names.filter((name) => belongsTo(prefix, name)).map((name) => path.join(parent, name));
  });
  return (await Promise.all(found)).flat();
}

/** @param {string} prefix @param {string} name */
const belongsTo = (prefix, name) => name === prefix || name.startsWith(`${prefix}-`);

/**
 * Ids of the containers whose label says that they belong to a prefix.
 * @param {string} prefix
 * @param {string} listed what `podman ps --format json` printed
 * @returns {string[]}
 */
export function sandboxesOf(prefix, listed) {
  /** @type {{ Id: string, Labels?: Record<string, string> }[]} */
  const containers = JSON.parse(listed || "[]") ?? [];
  return containers
    .filter(({ Labels }) => belongsTo(prefix, Labels?.[PREFIX_LABEL] ?? ""))
    .map(({ Id }) => Id);
}

/**
 * Mount points inside a folder, innermost first.
 * @param {string} mounts text of /proc/self/mounts (fstab(5): the second field)
 * @param {string} folder
 */
export function mountsUnder(mounts, folder) {
  return mounts
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((point) => point.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length);
}
