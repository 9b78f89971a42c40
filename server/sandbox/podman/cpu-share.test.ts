import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { setCpuShare } from "./cpu-share.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "slipway-share-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it.each([
  ["v1", "5:cpu,cpuacct:/pods/c0ffee\n0::/\n", "cpu,cpuacct/pods/c0ffee/cpu.shares", "102", "1024"],
  ["v2", "0::/pods/c0ffee/init\n", "pods/c0ffee/cpu.weight", "10", "100"],
])("gives a tenth, and the whole again (cgroup %s)", async (_version, procCgroup, file, small, whole) => {
  const folders = { proc: path.join(root, "proc"), cgroup: path.join(root, "cgroup") };
  await mkdir(path.join(folders.proc, "7"), { recursive: true });
  await writeFile(path.join(folders.proc, "7/cgroup"), procCgroup);
  await mkdir(path.dirname(path.join(folders.cgroup, file)), { recursive: true });
  const container = { pid: 7, containerId: "c0ffee" };
  await setCpuShare(container, "small", folders);
  expect(await readFile(path.join(folders.cgroup, file), "utf8")).toBe(small);
  await setCpuShare(container, "whole", folders);
  expect(await readFile(path.join(folders.cgroup, file), "utf8")).toBe(whole);
  await expect(setCpuShare({ pid: 7, containerId: "other" }, "small", folders)).rejects.toThrow("not of");
});
