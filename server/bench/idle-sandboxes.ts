import { mkdir } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { podmanSettings } from "../podman-settings.ts";
import type { Sandbox, SandboxDriver } from "../sandbox/driver.ts";
import { createPodmanDriver } from "../sandbox/podman/podman-driver.ts";
import { removeAll } from "../testing/remove-all.ts";
import { BENCH_LIMITS, benchPrefix } from "./lab-under-test.ts";
import { availableMb } from "./memory.ts";
import { mean, percentiles } from "./statistics.ts";

const IDLE_SANDBOXES = 50;
const AT_A_TIME = 2;
/** No more are made when less than this is left, in MB: then a machine would begin to use what others need. */
const RESERVE_MB = 1_500;
/** Beyond the fifty, unless all that fit are asked for. Milliseconds. */
const MORE_FOR_MS = 60_000;
/** An engine's start-up garbage is collected within this time. Milliseconds. */
const SETTLE_MS = 5_000;
const CPU_MS = 5_000;
const THAWS = 20;
const SIZE = { cols: 80, rows: 24 };

/** Makes machines until `enough`, two at a time. Resolves with what ended it: that, or what went wrong. */
async function makeUntil(driver: SandboxDriver, made: Sandbox[], enough: () => Promise<boolean>) {
  let fault: unknown;
  async function oneByOne(): Promise<void> {
    while (fault === undefined && !(await enough())) {
      try {
        made.push(await driver.create({ owner: "bench" }));
      } catch (error) {
        fault = error;
      }
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, oneByOne));
  return fault === undefined ? undefined : String(fault);
}

/** What their own control groups count, whatever else the host does: memory of one, and percent of a processor of all. */
async function groupUse(sandboxes: readonly Sandbox[]): Promise<{ memoryMb: number; cpuPercent: number }> {
  const look = async () => {
    const used = await Promise.all(sandboxes.map((sandbox) => sandbox.usage?.()));
    return {
      memory: used.map((one) => (one?.memoryBytes ?? 0) / 1_000_000),
      cpuSeconds: used.reduce((sum, one) => sum + (one?.cpuSeconds ?? 0), 0),
    };
  };
  const begun = performance.now();
  const before = await look();
  await delay(CPU_MS);
  const after = await look();
  const seconds = (performance.now() - begun) / 1_000;
  const cpuPercent = mean([((after.cpuSeconds - before.cpuSeconds) / seconds) * 100]);
  return { memoryMb: mean(after.memory), cpuPercent };
}

/** From a key on a frozen machine to its echo. */
async function thawTimes(sandbox: Sandbox): Promise<number[]> {
  const terminal = await sandbox.openTerminal(SIZE);
  let echoed = () => {};
  terminal.onData((data) => {
    if (data.includes("#")) echoed();
  });
  const times: number[] = [];
  for (let thaw = 0; thaw < THAWS; thaw++) {
    await sandbox.freeze();
    const echo = new Promise<void>((resolve) => {
      echoed = resolve;
    });
    const start = performance.now();
    await sandbox.thaw();
    terminal.write("#");
    await echo;
    times.push(performance.now() - start);
  }
  terminal.kill();
  return times;
}

/** What machines cost that nobody works on, how many fit, and what freezing them changes. */
export async function benchIdle(
  say: (line: string) => void,
  most: boolean,
): Promise<Record<string, unknown>> {
  const settings = podmanSettings(benchPrefix(), BENCH_LIMITS);
  await mkdir(settings.mirrorDir, { recursive: true });
  const driver = await createPodmanDriver(settings);
  const made: Sandbox[] = [];
  try {
    const before = await availableMb();
    const perSandbox = async () => mean([(before - (await availableMb())) / made.length]);
    let asked = 0;
    const fault = await makeUntil(driver, made, async () => asked++ >= IDLE_SANDBOXES);
    if (fault !== undefined) throw new Error(`only ${made.length} machines could be made: ${fault}`);
    say(`${made.length} sandboxes idle, waiting until they are quiet`);
    await delay(SETTLE_MS);
    const idleUse = await groupUse(made);
    const idle = {
      idle_mb_per_sandbox: await perSandbox(),
      idle_group_mb_per_sandbox: idleUse.memoryMb,
      idle_sandboxes: made.length,
      idle_cpu_percent: idleUse.cpuPercent,
    };
    const [first] = made;
    const thaws = first === undefined ? [] : await thawTimes(first);
    const deadline = performance.now() + MORE_FOR_MS;
    const full = await makeUntil(driver, made, async () => {
      if (made.length % 50 === 0) say(`${made.length} sandboxes`);
      return (await availableMb()) < RESERVE_MB || (!most && performance.now() > deadline);
    });
    const short = (await availableMb()) < RESERVE_MB;
    await Promise.all(made.map((sandbox) => sandbox.freeze()));
    say(`${made.length} sandboxes frozen`);
    await delay(SETTLE_MS);
    const frozenUse = await groupUse(made);
    return {
      ...idle,
      thaw_ms: percentiles(thaws, [50, 95]),
      max_idle_sandboxes: made.length,
      max_idle_ended_by: full ?? (short ? "memory" : "time"),
      frozen_group_mb_per_sandbox: frozenUse.memoryMb,
      frozen_cpu_percent: frozenUse.cpuPercent,
    };
  } finally {
    say("removing them");
    for (let at = 0; at < made.length; at += AT_A_TIME) {
      await Promise.all(made.slice(at, at + AT_A_TIME).map((sandbox) => sandbox.destroy()));
    }
    await removeAll(driver, settings);
  }
}
