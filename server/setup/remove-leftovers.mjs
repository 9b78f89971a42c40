// @ts-check
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { ask } from "./run-command.mjs";

/** Thirty sandboxes are removed in a few seconds; a busy machine may need longer. */
const REMOVAL_MS = 120_000;

/**
 * Removes what a lab of this prefix has left on the machine: its sandboxes with their volumes, found by label, and
 * its folder of sockets with the file systems mounted there. Nothing of another prefix is touched.
 * @param {string} prefix
 */
export async function removeLeftovers(prefix) {
  const podman = ["podman", "--cgroup-manager", "cgroupfs"];
  const label = `label=io.slipway.prefix=${prefix}`;
  const listed = await ask([...podman, "ps", "--all", "--quiet", "--filter", label]);
  const ids = (listed?.stdout ?? "").split("\n").filter((id) => id !== "");
  if (ids.length > 0) {
    const removal = [...podman, "rm", "--force", "--volumes", "--time=0", ...ids];
    await ask(removal, { timeoutMs: REMOVAL_MS });
  }

  const runDir = path.join("/run", prefix);
  const mounts = await readFile("/proc/self/mounts", "utf8").catch(() => "");
  for (const mount of mountsUnder(mounts, runDir)) await ask(["umount", "--lazy", mount]);
  await rm(runDir, { recursive: true, force: true });
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
