import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asRoot, realSandboxes } from "../../testing/real-sandboxes.ts";
import type { Sandbox } from "../driver.ts";

const MEMORY_MB = 400;
const PROCESSES = 200;
let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
beforeAll(async () => {
  lab = await realSandboxes("limits", { memoryMb: MEMORY_MB, cpus: 0.5, processes: PROCESSES });
  sandbox = await lab.driver.create({ owner: "limits" });
});
afterAll(() => lab?.cleanUp());

/** An image from nothing but what the sandbox has: Perl and its libraries. Needs no registry. */
const MAKE_IMAGE = `docker image inspect tiny >/dev/null 2>&1 || {
  libraries=$(ldd /usr/bin/perl | grep -o '/[^ ]*')
  tar --create --dereference --file=- /usr/bin/perl $libraries | docker import - tiny; }`;
const hog = (megabytes: number) => `perl -e '$x = "x" x (${megabytes} * 1024 * 1024); print length $x'`;

it("a process over the memory limit is killed; the sandbox and its engine live on", async () => {
  expect((await asRoot(sandbox, hog(50))).stdout).toBe(String(50 * 1024 * 1024));
  const result = await asRoot(sandbox, hog(MEMORY_MB * 2));
  expect(result).toMatchObject({ exitCode: 137, stdout: "" });
  expect(await sandbox.status()).toBe("running");
  expect((await sandbox.exec(["echo", "alive"])).stdout).toBe("alive\n");
  (await sandbox.connectEngine()).destroy();
});

it("what the host starts in it is in its control groups, where the limits hold", async () => {
  const { stdout } = await sandbox.exec(["cat", "/proc/self/cgroup"]);
  // Seen from inside, a group that is not below the sandbox's own begins with dots.
  expect(stdout).not.toMatch(/:\/\.\./);
});

it("the limits are in the control groups, and root inside cannot lift them", async () => {
  const { stdout } = await asRoot(
    sandbox,
    `cd /sys/fs/cgroup; if [ -e cpu.max ]; then cat cpu.max memory.max pids.max
     else echo $(cat cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us); cat memory/memory.limit_in_bytes pids/pids.max; fi`,
  );
  const [cpu = "", memory, processes] = stdout.trim().split("\n");
  const [quota = 0, period = 1] = cpu.split(" ").map(Number);
  expect(quota / period).toBe(0.5);
  expect(Math.round(Number(memory) / 1e6)).toBe(MEMORY_MB);
  expect(Number(processes)).toBe(PROCESSES);
  const lifted = await asRoot(
    sandbox,
    `cd /sys/fs/cgroup
     for f in cpu.max memory.max pids.max memory/memory.limit_in_bytes pids/pids.max cpu/cpu.cfs_quota_us devices/devices.allow; do
       [ -e $f ] && echo max > $f 2>/dev/null && echo $f; [ -e $f ] && echo -1 > $f 2>/dev/null && echo $f
     done; true`,
  );
  expect(lifted.stdout).toBe("");
  // conmon has noted by now that a process was killed for its memory: in our run folder, not where we were started.
  expect(existsSync("oom")).toBe(false);
});

it.runIf(existsSync("/sys/fs/cgroup/cgroup.controllers"))(
  "every controller is handed down, also where the host runs a command while the engine starts",
  async () => {
    const busy = await lab.driver.create({ owner: "busy", files: { "hello.txt": "hello\n" } });
    const { stdout } = await asRoot(busy, "cd /sys/fs/cgroup; cat cgroup.controllers cgroup.subtree_control");
    await busy.destroy();
    const [controllers, handedDown] = stdout.trim().split("\n");
    expect(controllers).toContain("memory");
    expect(handedDown).toBe(controllers);
  },
);

it("a container inside keeps to its own limit, within the sandbox's", async () => {
  const made = await sandbox.exec(["bash", "-c", MAKE_IMAGE], { timeoutMs: 30_000 });
  expect(made.exitCode, made.stderr).toBe(0);
  const run = (limit: string, megabytes: number) =>
    sandbox.exec(["bash", "-c", `docker run --rm ${limit} --network none tiny /usr/bin/${hog(megabytes)}`], {
      timeoutMs: 30_000,
    });
  expect(await run("-m 64m", 10)).toMatchObject({ exitCode: 0, stdout: String(10 * 1024 * 1024) });
  expect(await run("-m 64m", 150)).toMatchObject({ exitCode: 137, stdout: "" });
  expect(await run("-m 2g", MEMORY_MB * 2)).toMatchObject({ exitCode: 137, stdout: "" });
  expect(await sandbox.status()).toBe("running");
});

it("a fork bomb meets its limit; the outside answers, and all is well once it is over", async () => {
  const bomb = asRoot(
    sandbox,
    `perl -e 'for (1..${PROCESSES * 3}) { my $child = fork();
       if (!defined $child) { print "limit after $_"; last }
       if (!$child) { sleep 6; exit } } sleep 5'`,
    20_000,
  );
  let under = 0;
  while (under < 3) {
    const before = Date.now();
    const answer = await sandbox.exec(["true"], { timeoutMs: 3_000 }).catch((error) => error);
    expect(Date.now() - before).toBeLessThan(8_000);
    if (answer instanceof Error)
      expect(answer).toHaveProperty("learnerMessage", expect.stringMatching(/\.$/));
    else expect(answer).toHaveProperty("exitCode");
    under += 1;
  }
  const { stdout } = await bomb;
  const reached = Number(/limit after (\d+)/.exec(stdout)?.[1]);
  expect(reached).toBeGreaterThan(50);
  expect(reached).toBeLessThanOrEqual(PROCESSES);
  expect((await sandbox.exec(["echo", "calm"])).stdout).toBe("calm\n");
  expect(await sandbox.status()).toBe("running");
});

it("a sandbox full of processes says that it takes no terminal, and can be destroyed", async () => {
  const full = await lab.driver.create({ owner: "full" });
  const bomb = asRoot(
    full,
    // It goes on: what asks in between takes some places for a moment, and gives them back.
    `perl -e 'while (1) { my $child = fork(); if (!defined $child) { select undef, undef, undef, 0.01 } elsif (!$child) { sleep 60; exit } }'`,
    60_000,
  ).catch((error) => error);
  const crowd = async () =>
    (await full.exec(["true"], { timeoutMs: 2_000 }).catch(() => ({ exitCode: 1 }))).exitCode !== 0;
  while (!(await crowd())) await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(full.openTerminal({ cols: 80, rows: 24 })).rejects.toMatchObject({
    learnerMessage: expect.stringMatching(/^No terminal could be opened on your machine\. Close a program/),
  });
  await full.destroy();
  expect(await full.status()).toBe("gone");
  await bomb;
  expect((await lab.driver.list()).map(({ id }) => id)).not.toContain(full.id);
});

it("a command that leaves a process behind ends, unless that holds its output open", async () => {
  const tidy = await sandbox.exec(["bash", "-c", "sleep 60 > /dev/null 2>&1 & echo started"]);
  expect(tidy).toMatchObject({ exitCode: 0, stdout: "started\n" });
  const before = Date.now();
  await expect(
    sandbox.exec(["bash", "-c", "sleep 60 & echo started"], { timeoutMs: 1_000 }),
  ).rejects.toMatchObject({ code: "timed-out" });
  expect(Date.now() - before).toBeLessThan(8_000);
});
