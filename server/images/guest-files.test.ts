import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readGuestFiles, writeGuestFiles } from "./guest-files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

test("files arrive with plain modes, whatever the checkout's umask was", async () => {
  const source = path.join(folder, "source");
  await mkdir(path.join(source, "usr/lib"), { recursive: true, mode: 0o700 });
  await writeFile(path.join(source, "usr/lib/boot"), "#!/bin/sh\n");
  await chmod(path.join(source, "usr/lib/boot"), 0o700);
  await writeFile(path.join(source, "usr/motd"), "hello\n", { mode: 0o600 });

  const target = path.join(folder, "target");
  await writeGuestFiles(readGuestFiles(source), target);

  expect(await modeOf(path.join(target, "usr/lib"))).toBe("755");
  expect(await modeOf(path.join(target, "usr/lib/boot"))).toBe("755");
  expect(await modeOf(path.join(target, "usr/motd"))).toBe("644");
});

test("an absent folder holds no files", () => {
  expect(readGuestFiles(path.join(folder, "absent"))).toEqual([]);
});
