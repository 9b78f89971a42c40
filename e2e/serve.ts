import { pino } from "pino";
import { readSettings } from "../server/env.ts";
import { startHost } from "../server/host/start-host.ts";
import { podmanSettings, removeSandboxes } from "../server/podman-settings.ts";
import { createPodmanDriver } from "../server/sandbox/podman/podman-driver.ts";

/**
 * The lab as it always runs, but with no next start to find its sandboxes again: they go when it ends, or when the
 * process `E2E_RUNNER_PID` has.
 */
const settings = readSettings(process.env);
const log = pino({ level: settings.logLevel }, pino.destination({ dest: 2, sync: true }));
const host = await startHost(settings, log, (url) =>
  process.stdout.write(`Slipway is ready again: ${url}\n`),
);

async function end(): Promise<void> {
  await host.close();
  await removeSandboxes(await createPodmanDriver(podmanSettings(settings.prefix, settings.limits)));
  process.exit(0);
}
process.stdout.write(`Slipway is ready: ${host.url}\n`);
process.once("SIGTERM", end);
process.once("SIGINT", end);
// A runner that is killed tells nobody.
const runner = Number(process.env.E2E_RUNNER_PID);
const watch = setInterval(() => {
  if (isAlive(runner)) return;
  clearInterval(watch);
  void end();
}, 1_000);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
