import path from "node:path";
import { pino } from "pino";
import { readSettings } from "../server/env.ts";
import { workstationImageName } from "../server/images/image-names.ts";
import { createPodmanDriver } from "../server/sandbox/podman/podman-driver.ts";
import { runDirOf, startLab } from "../server/start-lab.ts";

/** The lab as it always runs, but with no next start to find its sandboxes again: they go when it ends. */
const settings = readSettings(process.env);
const log = pino({ level: settings.logLevel }, pino.destination({ dest: 2, sync: true }));
const lab = await startLab(settings, log);

async function end(): Promise<void> {
  await lab.close();
  const runDir = runDirOf(settings.prefix);
  const driver = await createPodmanDriver({
    prefix: settings.prefix,
    image: workstationImageName(),
    limits: settings.limits,
    runDir,
    mirrorDir: path.join(runDir, "mirror"),
  });
  for (const { id } of await driver.list()) await driver.remove(id);
  process.exit(0);
}
process.stdout.write(`Slipway is ready: ${lab.url}\n`);
process.once("SIGTERM", end);
process.once("SIGINT", end);
