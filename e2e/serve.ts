import { pino } from "pino";
import { readSettings } from "../server/env.ts";
import { podmanSettings, removeSandboxes } from "../server/podman-settings.ts";
import { createPodmanDriver } from "../server/sandbox/podman/podman-driver.ts";
import { startLab } from "../server/start-lab.ts";

/** The lab as it always runs, but with no next start to find its sandboxes again: they go when it ends. */
const settings = readSettings(process.env);
const log = pino({ level: settings.logLevel }, pino.destination({ dest: 2, sync: true }));
const lab = await startLab(settings, log);

async function end(): Promise<void> {
  await lab.close();
  await removeSandboxes(await createPodmanDriver(podmanSettings(settings.prefix, settings.limits)));
  process.exit(0);
}
process.stdout.write(`Slipway is ready: ${lab.url}\n`);
process.once("SIGTERM", end);
process.once("SIGINT", end);
