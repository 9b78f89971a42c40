import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { publishCatalogue } from "../mirror/publish-catalogue.ts";
import { startMirror } from "../mirror/start-mirror.ts";
import { podmanSettings } from "../podman-settings.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import { createPodmanDriver } from "../sandbox/podman/podman-driver.ts";
import { BENCH_LIMITS, benchPrefix } from "./lab-under-test.ts";
import { availableMb } from "./memory.ts";
import { mean, percentiles } from "./statistics.ts";

const SAMPLES = 20;
const IDLE_SANDBOXES = 20;
/** An engine's start-up garbage is collected within this time. Milliseconds. */
const SETTLE_MS = 5_000;
const SIZE = { cols: 80, rows: 24 };

/** A shell that shows its prompt: what a learner calls ready. */
async function untilPrompt(sandbox: Sandbox): Promise<void> {
  const terminal = await sandbox.openTerminal(SIZE);
  await new Promise<void>((resolve) => {
    let text = "";
    terminal.onData((data) => {
      text += data;
      if (text.includes("$ ")) resolve();
    });
  });
  terminal.kill();
}

/** Milliseconds from request to a prompt, an engine that answers, a reset, and the first `docker run nginx`. */
export async function benchSandbox(say: (line: string) => void): Promise<Record<string, unknown>> {
  const prefix = benchPrefix();
  const settings = podmanSettings(prefix, BENCH_LIMITS);
  const { runDir, mirrorDir } = settings;
  const dataDir = await mkdtemp(path.join(os.tmpdir(), `${prefix}-`));
  await mkdir(mirrorDir, { recursive: true });
  say("publishing the images to a mirror of the bench's own");
  await publishCatalogue({ dataDir, onProgress: () => {} });
  const mirror = await startMirror({
    dataDir,
    runDir: mirrorDir,
    privateDir: path.join(runDir, "mirror-private"),
    hub: undefined,
    onError: say,
  });
  const driver = await createPodmanDriver(settings);
  const alive = new Set<Sandbox>();
  const create = async () => {
    const sandbox = await driver.create({ owner: "bench" });
    alive.add(sandbox);
    return sandbox;
  };
  const destroy = async (sandbox: Sandbox) => {
    alive.delete(sandbox);
    await sandbox.destroy();
  };
  const timed = async (action: () => Promise<void>) => {
    const start = performance.now();
    await action();
    return performance.now() - start;
  };
  try {
    const cold: number[] = [];
    const reset: number[] = [];
    const firstRun: number[] = [];
    for (let round = 1; round <= SAMPLES; round++) {
      let sandbox: Sandbox | undefined;
      cold.push(
        await timed(async () => {
          sandbox = await create();
          await untilPrompt(sandbox);
        }),
      );
      firstRun.push(
        await timed(async () => {
          const run = await sandbox?.exec(["docker", "run", "--detach", "nginx"], { timeoutMs: 60_000 });
          if (run?.exitCode !== 0) throw new Error(`docker run nginx failed: ${run?.stderr}`);
        }),
      );
      const old = sandbox;
      reset.push(
        await timed(async () => {
          if (old !== undefined) await destroy(old);
          sandbox = await create();
          await untilPrompt(sandbox);
        }),
      );
      if (sandbox !== undefined) await destroy(sandbox);
      say(`round ${round} of ${SAMPLES}: ready after ${Math.round(cold.at(-1) ?? 0)} ms`);
    }

    const before = await availableMb();
    for (let index = 0; index < IDLE_SANDBOXES; index++) await create();
    say(`${IDLE_SANDBOXES} sandboxes idle, waiting until they are quiet`);
    await delay(SETTLE_MS);
    const idle = (before - (await availableMb())) / IDLE_SANDBOXES;
    return {
      n: SAMPLES,
      cold_ready_ms: percentiles(cold, [50, 95]),
      reset_ms: percentiles(reset, [50, 95]),
      first_run_ms: percentiles(firstRun, [50, 95]),
      idle_mb_per_sandbox: mean([idle]),
      idle_sandboxes: IDLE_SANDBOXES,
    };
  } finally {
    await Promise.all([...alive].map((sandbox) => sandbox.destroy()));
    await driver.close();
    await mirror.close();
    await rm(dataDir, { recursive: true, force: true });
    await rm(runDir, { recursive: true, force: true });
  }
}
