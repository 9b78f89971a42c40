import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Sandbox } from "../sandbox/driver.ts";
import { asRoot, realSandboxes } from "../testing/real-sandboxes.ts";
import { LimitWatch } from "./limit-watch.ts";

const LIMITS = { memoryMb: 300, cpus: 1, processes: 200, diskMb: 200 };
let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
let told: string | undefined;
let watch: LimitWatch;
beforeAll(async () => {
  lab = await realSandboxes("limit-watch", LIMITS);
  sandbox = await lab.driver.create({ owner: "limit-watch" });
  watch = new LimitWatch({
    sandbox,
    onNotice: (message) => {
      told = message;
    },
  });
  watch.setWatched(true);
  // Its first look: what was before is not told.
  await sandbox.usage?.();
});
afterAll(async () => {
  watch?.dispose();
  await lab?.cleanUp();
});

const untilTold = (sentence: RegExp) =>
  vi.waitFor(() => expect(told).toMatch(sentence), { timeout: 15_000, interval: 100 });

it("a learner who fills the disk, and who starts too many processes, is told of the limit", async () => {
  await asRoot(sandbox, "dd if=/dev/zero of=/root/fill bs=1M", 30_000);
  await untilTold(/disk of this machine is full: it holds 200 MB/);
  const crowd = asRoot(
    sandbox,
    "rm /root/fill; perl -e 'while (1) { last unless defined(my $child = fork()); if (!$child) { sleep 4; exit } } sleep 4'",
    20_000,
  );
  await untilTold(/as many processes as it may, 200/);
  await crowd;
  await vi.waitFor(() => expect(told).toBeUndefined(), { timeout: 15_000, interval: 100 });
});

it("a learner whose machine has no memory left is told, but not one whose container has a limit of its own", async () => {
  const hog = `perl -e '$x = "x" x (800 * 1024 * 1024)'`;
  const inGroupOfItsOwn = `g=$(ls -d /sys/fs/cgroup/memory 2>/dev/null || echo /sys/fs/cgroup)/hog; mkdir $g
    echo 50000000 > $g/memory.limit_in_bytes 2>/dev/null || echo 50000000 > $g/memory.max
    echo $BASHPID > $g/cgroup.procs; exec ${hog}`;
  expect((await asRoot(sandbox, inGroupOfItsOwn)).exitCode).toBe(137);
  expect((await sandbox.usage?.())?.timesOutOfMemory).toBe(0);
  expect((await asRoot(sandbox, hog)).exitCode).toBe(137);
  await untilTold(/memory of this machine was used up.*300 MB/);
});
