import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { cgroupFolders } from "./cgroup.ts";

/** Some dozens of connections with full buffers; all sandboxes of a class stay below what the kernel gives to TCP. */
const LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Counts what waits in a sandbox's connections. On cgroup v1 the limit of memory leaves it out, and one sandbox could
 * take what the whole machine may use for TCP. On v2 it counts as memory.
 */
export async function limitSocketMemory(pid: number): Promise<void> {
  const folders = cgroupFolders(await readFile(`/proc/${pid}/cgroup`, "utf8"));
  const folder = folders.find((each) => each.startsWith("/sys/fs/cgroup/memory/"));
  if (folder === undefined) return;
  await writeFile(path.join(folder, "memory.kmem.tcp.limit_in_bytes"), String(LIMIT_BYTES));
}
