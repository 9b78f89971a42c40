import { mkdir } from "node:fs/promises";
import path from "node:path";
import { readSettings } from "../env.ts";
import { startMirror } from "../mirror/start-mirror.ts";
import { podmanSettings } from "../podman-settings.ts";
import type { SandboxDriver } from "../sandbox/driver.ts";
import { createPodmanDriver } from "../sandbox/podman/podman-driver.ts";
import { removeAll } from "./remove-all.ts";

export interface TestLab {
  readonly driver: SandboxDriver;
  readonly disksDir: string;
  /** Takes the mirror away; what it gives brings it back. */
  stopMirror(): Promise<() => Promise<void>>;
  /** Removes every sandbox it made and all that it had on the host. */
  close(): Promise<void>;
}

/** The real driver and the real mirror, under a name of their own: `name` tells test files apart. */
export async function startTestLab(name: string, preparedImages: readonly string[] = []): Promise<TestLab> {
  const settings = readSettings(process.env);
  const prefix = `${settings.prefix}-${name}`;
  const sandboxes = podmanSettings(prefix, settings.limits, preparedImages);
  const { runDir, mirrorDir, disksDir } = sandboxes;
  await mkdir(mirrorDir, { recursive: true });
  const complain = (sentence: string) => process.stderr.write(`${sentence}\n`);
  const openMirror = () =>
    startMirror({
      dataDir: settings.dataDir,
      runDir: mirrorDir,
      privateDir: path.join(runDir, "mirror-private"),
      hub: settings.hub,
      onError: complain,
    });
  let mirror = await openMirror();
  const driver = await createPodmanDriver({ ...sandboxes, warn: complain });
  return {
    driver,
    disksDir,
    async stopMirror() {
      await mirror.close();
      return async () => {
        mirror = await openMirror();
      };
    },
    async close() {
      await mirror.close();
      await removeAll(driver, sandboxes);
    },
  };
}
