import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withTempFolder } from "./temp-folder.ts";

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "slipway-test-"));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

test("the folder is gone afterwards, also when its use failed", async () => {
  const failing = withTempFolder(parent, async (folder) => {
    await writeFile(path.join(folder, "half"), "");
    throw new Error("no more");
  });
  await expect(failing).rejects.toThrow("no more");
  expect(await readdir(parent)).toEqual([]);
});

test("what a killed process left is cleared away, and a running one's is not", async () => {
  const { pid: dead } = spawnSync("true");
  await mkdir(path.join(parent, `building-${dead}-a`));
  await mkdir(path.join(parent, `building-${process.ppid}-b`));
  await withTempFolder(parent, async () => {});
  expect(await readdir(parent)).toEqual([`building-${process.ppid}-b`]);
});
