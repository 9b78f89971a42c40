import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashOf, stampAt } from "./content-stamp.mjs";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-stamp-"));
  await mkdir(path.join(folder, "app/deep"), { recursive: true });
  await writeFile(path.join(folder, "app/page.tsx"), "page");
  await writeFile(path.join(folder, "app/deep/part.tsx"), "part");
  await writeFile(path.join(folder, "config.js"), "config");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PATHS = ["app", "config.js", "absent"];

describe("hashOf", () => {
  it("stays the same while nothing changes, whatever the order", async () => {
    expect(await hashOf(folder, PATHS)).toBe(await hashOf(folder, [...PATHS].reverse()));
  });

  it.each([
    ["a content", () => writeFile(path.join(folder, "app/deep/part.tsx"), "other")],
    ["a new file", () => writeFile(path.join(folder, "app/new.tsx"), "")],
    ["a file gone", () => rm(path.join(folder, "config.js"))],
  ])("changes with %s", async (_, change) => {
    const before = await hashOf(folder, PATHS);
    await change();
    expect(await hashOf(folder, PATHS)).not.toBe(before);
  });

  it("passes over what does not count", async () => {
    const noTests = (file: string) => !file.endsWith(".test.ts");
    const before = await hashOf(folder, PATHS, noTests);
    await writeFile(path.join(folder, "app/page.test.ts"), "test");
    expect(await hashOf(folder, PATHS, noTests)).toBe(before);
  });
});

describe("stampAt", () => {
  it("is current after a making, for these inputs alone", async () => {
    const stamp = stampAt(path.join(folder, "out/stamp"));
    expect(await stamp.isCurrent("one")).toBe(false);
    await stamp.remake("one", async () => {});
    expect(await stamp.isCurrent("one")).toBe(true);
    expect(await stamp.isCurrent("two")).toBe(false);
  });

  it("is gone when a making was broken off", async () => {
    const stamp = stampAt(path.join(folder, "stamp"));
    await stamp.remake("one", async () => {});
    await expect(stamp.remake("two", () => Promise.reject(new Error("broken off")))).rejects.toThrow();
    expect(await stamp.isCurrent("one")).toBe(false);
    expect(await stamp.isCurrent("two")).toBe(false);
  });
});
