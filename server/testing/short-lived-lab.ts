import { pino } from "pino";
import { readSettings } from "../env.ts";
import { startHost } from "../host/start-host.ts";
import { podmanSettings } from "../podman-settings.ts";
import { createPodmanDriver } from "../sandbox/podman/podman-driver.ts";
import { removeAll } from "./remove-all.ts";

/**
 * The lab as it always runs, but with no next start to find its sandboxes again: they go when it ends, or when the
 * process `RUNNER_PID` has, and with them all that it had on the host.
 */
const settings = readSettings(process.env);
const log = pino({ level: settings.logLevel }, pino.destination({ dest: 2, sync: true }));
const host = await startHost(settings, log, (url) =>
  process.stdout.write(`Slipway is ready again: ${url}\n`),
);

let isEnding = false;
function end(): void {
  if (!isEnding) void endLab();
  isEnding = true;
}

async function endLab(): Promise<void> {
  const sandboxes = podmanSettings(settings.prefix, settings.limits);
  await host.close();
  await removeAll(await createPodmanDriver(sandboxes), sandboxes);
  process.exit(0);
}
process.stdout.write(`Slipway is ready: ${host.url}\n`);
process.once("SIGTERM", end);
process.once("SIGINT", end);
// A runner that is killed tells nobody.
const runner = Number(process.env.RUNNER_PID);
const watch = setInterval(() => {
  if (isAlive(runner)) return;
  clearInterval(watch);
  end();
}, 1_000);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
