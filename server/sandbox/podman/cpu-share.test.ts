import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { putLabFirst, setCpuShare } from "./cpu-share.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "slipway-share-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const VERSIONS = [
  ["v1", "5:cpu,cpuacct:/pods/c0ffee\n0::/\n", "cpu,cpuacct/pods/c0ffee/cpu.shares", "102", "1024"],
  ["v2", "0::/pods/c0ffee/init\n", "pods/c0ffee/cpu.weight", "10", "100"],
] as const;

/** A machine where process 7 is of the container `c0ffee`, and the file its share is written to. */
async function machineWith(procCgroup: string, file: string) {
  const folders = { proc: path.join(root, "proc"), cgroup: path.join(root, "cgroup") };
  await mkdir(path.join(folders.proc, "7"), { recursive: true });
  await writeFile(path.join(folders.proc, "7/cgroup"), procCgroup);
  const share = path.join(folders.cgroup, file);
  await mkdir(path.dirname(share), { recursive: true });
  return { folders, share, container: { pid: 7, containerId: "c0ffee" } };
}

it.each(VERSIONS)(
  "gives a tenth, and the whole again (cgroup %s)",
  async (_version, procCgroup, file, small, whole) => {
    const { folders, share, container } = await machineWith(procCgroup, file);
    await setCpuShare(container, "small", folders);
    expect(await readFile(share, "utf8")).toBe(small);
    await setCpuShare(container, "whole", folders);
    expect(await readFile(share, "utf8")).toBe(whole);
    await expect(setCpuShare({ pid: 7, containerId: "other" }, "small", folders)).rejects.toThrow("not of");
  },
);

it.each(VERSIONS)(
  "gives the parent of all a tenth (cgroup %s)",
  async (_version, procCgroup, file, small) => {
    const { folders, share, container } = await machineWith(procCgroup, file);
    await putLabFirst(container, folders);
    const parents = path.join(path.dirname(path.dirname(share)), path.basename(share));
    expect(await readFile(parents, "utf8")).toBe(small);
  },
);
