import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { cgroupFolders } from "./cgroup.ts";

/**
 * The devices of any container (kernel: Documentation/admin-guide/devices.txt): null, zero, full, random, urandom,
 * tty, ptmx and pseudo-terminals.
 */
const DEVICES = ["1:3", "1:5", "1:7", "1:8", "1:9", "5:0", "5:2", "136:*"];

/**
 * Takes every other device from a sandbox for good. `--privileged` gives it the host's; most belong to the host's root,
 * but distributions let anybody open some, /dev/kvm, /dev/vsock, /dev/fuse and /dev/net/tun for example. On cgroup v2 only
 * the runtime could do this; there it holds that the first process leaves the host's /dev behind.
 */
export async function closeDevices(pid: number): Promise<void> {
  const folders = cgroupFolders(await readFile(`/proc/${pid}/cgroup`, "utf8"));
  const folder = folders.find((each) => each.startsWith("/sys/fs/cgroup/devices/"));
  if (folder === undefined) return;
  await writeFile(path.join(folder, "devices.deny"), "a");
  for (const device of DEVICES) await writeFile(path.join(folder, "devices.allow"), `c ${device} rwm`);
}
