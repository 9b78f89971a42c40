import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { readSettings } from "../env.ts";
import { workstationImageName } from "../images/image-names.ts";
import { startMirror } from "../mirror/start-mirror.ts";
import type { SandboxDriver } from "../sandbox/driver.ts";
import { createPodmanDriver } from "../sandbox/podman/podman-driver.ts";

export interface TestLab {
  readonly driver: SandboxDriver;
  /** Removes every sandbox it made and all that it had on the host. */
  close(): Promise<void>;
}

/** The real driver and the real mirror, under a name of their own: `name` tells test files apart. */
export async function startTestLab(name: string): Promise<TestLab> {
  const settings = readSettings(process.env);
  const prefix = `${settings.prefix}-${name}`;
  const runDir = path.join("/run", prefix);
  const mirrorDir = path.join(runDir, "mirror");
  await mkdir(mirrorDir, { recursive: true });
  const mirror = await startMirror({
    dataDir: settings.dataDir,
    runDir: mirrorDir,
    privateDir: path.join(runDir, "mirror-private"),
    hub: settings.hub,
    onError: (message) => process.stderr.write(`${message}\n`),
  });
  const driver = await createPodmanDriver({
    prefix,
    image: workstationImageName(),
    limits: settings.limits,
    runDir,
    mirrorDir,
  });
  return {
    driver,
    async close() {
      for (const { id } of await driver.list()) await driver.remove(id);
      await driver.close();
      await mirror.close();
      await rm(runDir, { recursive: true, force: true });
    },
  };
}
