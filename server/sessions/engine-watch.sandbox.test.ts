import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Sandbox } from "../sandbox/driver.ts";
import { endEngine } from "../sandbox/end-engine.ts";
import { createEngineClient } from "../sandbox/http-engine-client.ts";
import { asRoot, realSandboxes } from "../testing/real-sandboxes.ts";
import { runContainer } from "../testing/sandbox-cycle.ts";
import { EngineWatch } from "./engine-watch.ts";

/** Shorter than a learner's, so that a hang is noticed within the patience of a test. Milliseconds. */
const REPLY_MS = 700;

let lab: Awaited<ReturnType<typeof realSandboxes>>;
let sandbox: Sandbox;
beforeAll(async () => {
  lab = await realSandboxes("engine-watch");
  sandbox = await lab.driver.create({ owner: "engine-watch" });
  await runContainer(sandbox);
});
afterAll(() => lab?.cleanUp());

function watching() {
  const notices: (string | undefined)[] = [];
  const watch = new EngineWatch({
    engine: createEngineClient(() => sandbox.connectEngine(), { replyMs: REPLY_MS }),
    restart: () => endEngine(sandbox),
    onNotice: (message) => notices.push(message),
    onGone: () => notices.push("gone"),
    log: () => {},
    askContainerdEveryMs: 0,
  });
  return { watch, notices };
}

const containerRuns = async () =>
  (await sandbox.exec(["docker", "container", "inspect", "--format", "{{.State.Running}}", "web"])).stdout;

it.each(["dockerd", "containerd"])("a %s that hangs is ended, told, and started again", async (hung) => {
  const { watch, notices } = watching();
  expect((await asRoot(sandbox, `pkill -STOP -x ${hung}`)).exitCode).toBe(0);
  await watch.look();
  await vi.waitFor(
    () => expect(notices.at(-1)).toMatch(/did not answer any more and is being started again/),
    {
      timeout: 20_000,
    },
  );
  await vi.waitFor(() => expect(notices.at(-1)).toBeUndefined(), { timeout: 30_000 });
  watch.dispose();
  // It has a restart policy.
  await vi.waitFor(async () => expect(await containerRuns()).toBe("true\n"), {
    timeout: 20_000,
    interval: 300,
  });
});

it("an engine that was killed is told, and is back by itself", async () => {
  const { watch, notices } = watching();
  expect((await asRoot(sandbox, "pkill -KILL -x dockerd")).exitCode).toBe(0);
  await watch.look();
  expect(notices.at(-1)).toMatch(/stopped and is being started again/);
  await vi.waitFor(() => expect(notices.at(-1)).toBeUndefined(), { timeout: 30_000 });
  watch.dispose();
});
