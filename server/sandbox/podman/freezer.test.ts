import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { freezeGroup, isGroupFrozen, thawGroup } from "./freezer.ts";

const ID = "c0ffee";
let root: string;
const folders = () => ({ proc: path.join(root, "proc"), cgroup: path.join(root, "cgroup") });
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "slipway-freezer-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function host(procCgroup: string, group: string, files: Record<string, string>) {
  await mkdir(path.join(root, "proc/7"), { recursive: true });
  await writeFile(path.join(root, "proc/7/cgroup"), procCgroup);
  const folder = path.join(root, "cgroup", group);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return (name: string) => readFile(path.join(folder, name), "utf8");
}

it("writes to the freezer of cgroup v1, the container's own and not one below it", async () => {
  const read = await host(`6:freezer:/pods/${ID}/docker/x\n0::/\n`, `freezer/pods/${ID}`, {
    "freezer.state": "THAWED\n",
  });
  expect(await isGroupFrozen(7, ID, folders())).toBe(false);
  await freezeGroup(7, ID, folders());
  expect(await read("freezer.state")).toBe("FROZEN");
  expect(await isGroupFrozen(7, ID, folders())).toBe(true);
  await thawGroup(7, ID, folders());
  expect(await read("freezer.state")).toBe("THAWED");
});

it("writes to the group of cgroup v2, and waits for the kernel's word", async () => {
  const read = await host(`0::/pods/${ID}/init\n`, `pods/${ID}`, {
    "cgroup.freeze": "0\n",
    "cgroup.events": "populated 1\nfrozen 0\n",
  });
  const freezing = freezeGroup(7, ID, folders());
  await writeFile(path.join(root, `cgroup/pods/${ID}/cgroup.events`), "populated 1\nfrozen 1\n");
  await freezing;
  expect(await read("cgroup.freeze")).toBe("1");
  expect(await isGroupFrozen(7, ID, folders())).toBe(true);
  await thawGroup(7, ID, folders());
  expect(await read("cgroup.freeze")).toBe("0");
});

it("touches nothing of a process that is another's by now", async () => {
  await host("6:freezer:/pods/another\n0::/\n", "freezer/pods/another", { "freezer.state": "THAWED\n" });
  await expect(freezeGroup(7, ID, folders())).rejects.toThrow("not of container");
  await expect(thawGroup(8, ID, folders())).rejects.toThrow("ENOENT");
});
