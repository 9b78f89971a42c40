import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { access, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type SupervisedProcess, supervise } from "./supervise.ts";

/** Says that it is ready, and ends when its input closes, as every child of ours does. */
const GOOD = `
  process.stdin.resume();
  process.stdin.on("end", () => process.exit());
  console.log(JSON.stringify({ ready: true, pid: process.pid }));`;

const running: SupervisedProcess[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((child) => child.stop()));
});

function start(script: string, aliveEveryMs?: number) {
  const deaths: string[] = [];
  const child = supervise({
    name: "child",
    argv: [process.execPath, "--eval", script],
    env: { PATH: process.env.PATH, NODE_ENV: "test" },
    onDeath: (detail) => deaths.push(detail),
    ...(aliveEveryMs === undefined ? {} : { aliveEveryMs }),
  });
  running.push(child);
  return { child, deaths };
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Pids of our direct children that run a script with this mark in it. */
function childrenWith(mark: string): number[] {
  const { stdout } = spawnSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], {
    encoding: "utf8",
  });
  return stdout
    .split("\n")
    .filter((line) => line.includes(mark))
    .map((line) => Number.parseInt(line, 10));
}

describe("a child", () => {
  it("that hangs after it was ready is ended and started again", { timeout: 15_000 }, async () => {
    const second = path.join(os.tmpdir(), `slipway-hang-${randomUUID()}`);
    const hangsOnce = `
      const { existsSync, writeFileSync } = require("node:fs");
      setInterval(() => console.log(JSON.stringify({ alive: true })), 150);
      ${GOOD}
      if (!existsSync(${JSON.stringify(second)})) {
        writeFileSync(${JSON.stringify(second)}, "");
        setTimeout(() => { while (true) {} }, 400);
      }`;
    const { child, deaths } = start(hangsOnce, 150);
    await child.ready;
    await vi.waitFor(() => expect(deaths).toEqual(["child hangs and is ended", "child ended (SIGKILL)"]), {
      timeout: 10_000,
    });
    await vi.waitFor(() => expect(child.state()).toBe("ready"), { timeout: 10_000 });
    await rm(second);
  });

  it("is ready when it says so, and stops when asked, also twice", async () => {
    const { child, deaths } = start(GOOD);
    expect(child.state()).toBe("starting");
    await child.ready;
    expect(child.state()).toBe("ready");
    await Promise.all([child.stop(), child.stop()]);
    await child.stop();
    expect(child.state()).toBe("stopped");
    expect(deaths).toEqual([]);
  });

  it("is started again when it dies", async () => {
    const mark = `mark-${randomUUID()}`;
    const { child, deaths } = start(`/* ${mark} */ ${GOOD}`);
    await child.ready;
    const [first] = childrenWith(mark);
    process.kill(first ?? 0, "SIGKILL");
    await vi.waitFor(() => expect(child.state()).toBe("restarting"));
    expect(deaths).toEqual(["child ended (SIGKILL)"]);
    await vi.waitFor(() => expect(child.state()).toBe("ready"), 10_000);
    const [second] = childrenWith(mark);
    expect(second).not.toBe(first);
    await child.stop();
    expect(childrenWith(mark)).toEqual([]);
  });

  it("that ends before it was ready rejects, and is tried again all the same", async () => {
    const { child, deaths } = start("process.exit(7)");
    await expect(child.ready).rejects.toThrow("child ended (exit code 7) before it was ready");
    await vi.waitFor(() => expect(deaths.length).toBeGreaterThan(1), 10_000);
    await child.stop();
    expect(child.state()).toBe("stopped");
  });

  it("that cannot be started at all rejects, and is tried again too", async () => {
    const deaths: string[] = [];
    const child = supervise({
      name: "child",
      argv: ["/no/such/program"],
      env: { NODE_ENV: "test" },
      onDeath: (detail) => deaths.push(detail),
    });
    running.push(child);
    await expect(child.ready).rejects.toThrow("child could not be started");
    await vi.waitFor(() => expect(deaths.length).toBeGreaterThan(1), 10_000);
    await child.stop();
  });

  it("that is stopped before it is ready stays stopped, even if it says ready on its way out", async () => {
    const mark = path.join(os.tmpdir(), `slipway-supervise-${randomUUID()}`);
    const { child, deaths } = start(`
      setInterval(() => {}, 1000);
      process.stdin.resume().once("end", () => {
        console.log(JSON.stringify({ ready: true }));
        setTimeout(() => process.exit(0), 50);
      });
      require("node:fs").writeFileSync(${JSON.stringify(mark)}, "");`);
    try {
      await vi.waitFor(() => access(mark), 10_000);
      await child.stop();
      expect(child.state()).toBe("stopped");
      expect(deaths).toEqual([]);
      expect(childrenWith(mark)).toEqual([]);
    } finally {
      await rm(mark, { force: true });
    }
  });

  it("is not started again when it is stopped while it waits for its restart", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { child } = start("process.exit(1)");
      await child.ready.catch(() => {});
      expect([child.state(), vi.getTimerCount()]).toEqual(["restarting", 1]);
      await child.stop();
      expect([child.state(), vi.getTimerCount()]).toEqual(["stopped", 0]);
    } finally {
      vi.useRealTimers();
    }
  });
});

it("leaves no child behind when the supervisor itself is killed", async () => {
  const supervisor = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { supervise } from ${JSON.stringify(path.resolve(import.meta.dirname, "supervise.ts"))};
       const child = supervise({ name: "x", env: {}, onDeath() {},
         argv: [process.execPath, "--eval", ${JSON.stringify(GOOD)}] });
       await child.ready;
       console.log("ready");`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await new Promise((resolve) => supervisor.stdout.once("data", resolve));
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(supervisor.pid)], { encoding: "utf8" });
  const grandchild = Number.parseInt(stdout, 10);
  expect(isAlive(grandchild)).toBe(true);
  supervisor.kill("SIGKILL");
  await vi.waitFor(() => expect(isAlive(grandchild)).toBe(false), 5_000);
});
