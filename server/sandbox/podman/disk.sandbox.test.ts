import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { asRoot, realSandboxes } from "../../testing/real-sandboxes.ts";
import type { Sandbox, SandboxId } from "../driver.ts";
import { podman } from "./podman-cli.ts";
import { createPodmanDriver } from "./podman-driver.ts";
import { diskPlaceOf, makeDisk, unmount } from "./sandbox-disk.ts";

const run = promisify(execFile);
const DISK_MB = 200;
const BYTES = DISK_MB * 1_000_000;
let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
beforeAll(async () => {
  lab = await realSandboxes("disk", { diskMb: DISK_MB });
  sandbox = await lab.driver.create({ owner: "disk" });
});
afterAll(() => lab?.cleanUp());

/** What a sandbox takes up of the host's own disk. */
async function bytesOnHost({ id }: Sandbox): Promise<number> {
  const { blocks } = await stat(diskPlaceOf(lab.disksDir, id).file);
  return blocks * 512;
}

const fill = (file: string) => `dd if=/dev/zero of=${file} bs=1M; stat --format %s ${file}`;

it.each([
  ["files", "/home/learner/fill"],
  ["the engine's folder", "/var/lib/docker/fill"],
])("%s end where the disk ends, and what is deleted goes back to the host", async (_what, file) => {
  const before = await bytesOnHost(sandbox);
  const { stdout, stderr } = await asRoot(sandbox, fill(file), 30_000);
  expect(stderr).toContain("No space left on device");
  expect(Number(stdout)).toBeGreaterThan(BYTES * 0.8);
  expect(Number(stdout)).toBeLessThan(BYTES);
  const { disk } = (await sandbox.usage?.()) ?? {};
  expect(disk?.bytes).toBeGreaterThan(BYTES * 0.9);
  expect(disk?.isFull).toBe(true);
  await run("sync", ["--file-system", diskPlaceOf(lab.disksDir, sandbox.id).file]);
  expect(await bytesOnHost(sandbox)).toBeLessThanOrEqual(BYTES);

  expect(await sandbox.status()).toBe("running");
  expect((await sandbox.exec(["docker", "ps", "--quiet"])).exitCode).toBe(0);
  expect((await asRoot(sandbox, `rm ${file}`)).exitCode).toBe(0);
  await vi.waitFor(async () => expect(await bytesOnHost(sandbox)).toBeLessThan(before + 20_000_000), {
    timeout: 10_000,
  });
});

it("files that are empty end as well", async () => {
  const script = `mkdir /home/learner/many && cd /home/learner/many
    perl -e 'my $n = 0; while (open my $file, ">", $n) { $n += 1 } print "$n $!"'`;
  const { stdout } = await asRoot(sandbox, script, 30_000);
  expect(stdout).toMatch(/^\d+ No space left on device$/);
  expect(Number.parseInt(stdout, 10)).toBeLessThan(BYTES / 4_000);
  expect((await sandbox.usage?.())?.disk?.isFull).toBe(true);
  expect((await asRoot(sandbox, "rm -r /home/learner/many && touch /home/learner/one")).exitCode).toBe(0);
});

it("folders in memory count as memory, or are small", async () => {
  const { stdout } = await asRoot(
    sandbox,
    `grep -E ' (tmpfs|ext4|overlay) ' /proc/self/mounts | cut -d' ' -f2,3 | sort`,
  );
  expect(stdout.trim().split("\n")).toEqual(
    expect.arrayContaining(["/ overlay", "/dev/shm tmpfs", "/tmp tmpfs", "/var/lib/docker ext4"]),
  );
  const writes = await asRoot(sandbox, "dd if=/dev/zero of=/run/slipway/fill bs=1M");
  expect(writes.stderr).toContain("No space left on device");
});

it("an engine whose disk is full says so, and works again when there is room", async () => {
  const build = `tar --create --file=- /usr/bin/perl | docker import - half`;
  await asRoot(sandbox, fill("/root/fill"), 30_000);
  const refused = await sandbox.exec(["bash", "-c", build], { timeoutMs: 20_000 });
  expect(refused.stderr).toContain("no space left on device");
  await asRoot(sandbox, "rm /root/fill");
  const built = await sandbox.exec(["bash", "-c", build], { timeoutMs: 20_000 });
  expect(built.stderr).not.toContain("no space");
  expect(built.exitCode).toBe(0);
});

it("root inside can make its disk no larger", async () => {
  const { stdout } = await asRoot(
    sandbox,
    `for device in $(sed -n 's|^\\(/dev/loop[0-9]*\\) .*|\\1|p' /proc/self/mounts); do
       resize2fs $device 10G 2>&1; blockdev --getsize64 $device 2>&1; mknod /root/disk b 7 0 2>&1; done
     df --output=size -B1 / | tail -1`,
  );
  expect(stdout).not.toMatch(/^The filesystem on/m);
  expect(Number(stdout.trim().split("\n").at(-1))).toBeLessThan(BYTES);
});

it("a disk goes with its sandbox", async () => {
  const short = await lab.driver.create({ owner: "short" });
  const { file, folder } = diskPlaceOf(lab.disksDir, short.id);
  expect(await readFile("/proc/mounts", "utf8")).toContain(` ${folder} `);
  await short.destroy();
  expect(await readFile("/proc/mounts", "utf8")).not.toContain(short.id);
  expect((await run("losetup", ["--list", "--output", "BACK-FILE"])).stdout).not.toContain(file);
  expect(await readdir(lab.disksDir)).not.toContain(path.basename(file));
  expect(await readdir(lab.disksDir)).not.toContain(short.id);
});

it("a disk without a sandbox is nobody's, and is removed", async () => {
  const id = `${lab.prefix}-0123456789ab` as SandboxId;
  await makeDisk(diskPlaceOf(lab.disksDir, id), DISK_MB);
  expect(await lab.driver.list()).toContainEqual(expect.objectContaining({ id, owner: "" }));
  await lab.driver.remove(id);
  expect((await readdir(lab.disksDir)).filter((name) => name.startsWith(id))).toEqual([]);
  expect(await readFile("/proc/mounts", "utf8")).not.toContain(id);
});

it("a prepared disk of a host process before this one is removed: the mirror may have other images by now", async () => {
  await writeFile(path.join(lab.disksDir, "prepared.0123456789ab.ext4"), "");
  await lab.open();
  expect((await readdir(lab.disksDir)).filter((name) => name.startsWith("prepared."))).toEqual([]);
});

it("a sandbox whose disk went away, as after a restart of the host, can be removed", async () => {
  const lost = await lab.driver.create({ owner: "lost" });
  const { folder, file } = diskPlaceOf(lab.disksDir, lost.id);
  await podman(["kill", lost.id]);
  await vi.waitFor(async () => expect(await lost.status()).toBe("exited"));
  await run("umount", ["--lazy", folder]);
  expect(await (await lab.open()).resume(lost.id)).toBeUndefined();
  await expect(stat(file)).rejects.toMatchObject({ code: "ENOENT" });
  await expect(podman(["container", "exists", lost.id])).rejects.toMatchObject({
    fault: "failed",
    stderr: "",
  });
});

it("where files cannot be mounted, sandboxes are made without the limit, and the operator is told", async () => {
  const warnings: string[] = [];
  const disksDir = await mkdtemp(path.join(os.tmpdir(), "slipway-no-disks-"));
  await run("mount", ["-t", "tmpfs", "-o", "size=8k", "too-small", disksDir]);
  try {
    const driver = await createPodmanDriver({
      ...lab.settings,
      disksDir,
      warn: (sentence) => warnings.push(sentence),
    });
    expect(warnings).toEqual([expect.stringMatching(/^The disk of a sandbox is not limited.*mkfs/)]);
    const free = await driver.create({ owner: "free" });
    expect(free.limits).not.toHaveProperty("diskMb");
    expect(await free.usage?.()).not.toHaveProperty("disk");
    await free.destroy();
    expect(await readdir(disksDir)).toEqual([]);
  } finally {
    expect(await unmount(disksDir)).toBe(true);
    await rm(disksDir, { recursive: true });
  }
});
