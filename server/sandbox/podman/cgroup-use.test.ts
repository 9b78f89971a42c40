import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { containerGroups, containerUse } from "./cgroup-use.ts";

const ID = "ab".repeat(32);
const GROUP = `libpod_parent/libpod-${ID}`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "slipway-cgroup-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function lay(files: Readonly<Record<string, string>>) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  return { proc: path.join(root, "proc"), cgroup: path.join(root, "cgroup") };
}

it("reads a v1 host's groups, also where the first process has moved down", async () => {
  const folders = await lay({
    "proc/7/cgroup": `9:pids:/${GROUP}\n8:memory:/${GROUP}/docker/x\n4:cpu,cpuacct:/${GROUP}\n0::/\n`,
    [`cgroup/memory/${GROUP}/memory.usage_in_bytes`]: "90000000\n",
    [`cgroup/memory/${GROUP}/memory.stat`]: "cache 5\ninactive_file 1\ntotal_inactive_file 30000000\n",
    [`cgroup/cpu,cpuacct/${GROUP}/cpuacct.usage`]: "2500000000\n",
    [`cgroup/pids/${GROUP}/pids.current`]: "41\n",
  });
  expect(await containerUse(7, ID, folders)).toEqual({
    memoryBytes: 60_000_000,
    cpuSeconds: 2.5,
    processes: 41,
  });
});

it("reads a v2 host's one group", async () => {
  const folders = await lay({
    "proc/7/cgroup": `0::/${GROUP}/init\n`,
    [`cgroup/${GROUP}/memory.current`]: "90000000\n",
    [`cgroup/${GROUP}/memory.stat`]: "anon 1\ninactive_file 40000000\n",
    [`cgroup/${GROUP}/cpu.stat`]: "usage_usec 1500000\nuser_usec 1\n",
    [`cgroup/${GROUP}/pids.current`]: "3\n",
    [`cgroup/${GROUP}/memory.events.local`]: "low 0\nhigh 0\nmax 9\noom 2\noom_kill 1\n",
  });
  expect(await containerUse(7, ID, folders)).toEqual({
    memoryBytes: 50_000_000,
    cpuSeconds: 1.5,
    processes: 3,
    timesOutOfMemory: 2,
  });
});

it("rejects for a process that is gone, and for one that is somebody else's by now", async () => {
  const folders = await lay({ "proc/7/cgroup": "8:memory:/user.slice\n0::/\n" });
  await expect(containerUse(8, ID, folders)).rejects.toThrow("ENOENT");
  await expect(containerUse(7, ID, folders)).rejects.toThrow("not of container");
});

it("rejects where a file holds no number", async () => {
  const folders = await lay({
    "proc/7/cgroup": `0::/${GROUP}\n`,
    [`cgroup/${GROUP}/memory.current`]: "max\n",
    [`cgroup/${GROUP}/memory.stat`]: "inactive_file 0\n",
    [`cgroup/${GROUP}/cpu.stat`]: "usage_usec 0\n",
    [`cgroup/${GROUP}/pids.current`]: "1\n",
    [`cgroup/${GROUP}/memory.events.local`]: "oom 0\n",
  });
  await expect(containerUse(7, ID, folders)).rejects.toThrow("holds no number");
});

it("takes no line for a group that is not one", () => {
  expect(containerGroups(`\nnonsense\n5:memory\n::${ID}`, ID, "/sys").size).toBe(0);
});
