import path from "node:path";
import { workstationImageName } from "../server/images/image-names.ts";
import { createPodmanDriver } from "../server/sandbox/podman/podman-driver.ts";
import { runDirOf } from "../server/start-lab.ts";

/** The server leaves its sandboxes to its next start; after the tests there is none. */
export default async function removeSandboxes(): Promise<void> {
  const prefix = process.env.SLIPWAY_PREFIX ?? "slipway-test";
  const runDir = runDirOf(prefix);
  const driver = await createPodmanDriver({
    prefix,
    image: workstationImageName(),
    limits: { memoryMb: 512, cpus: 1, processes: 256 },
    runDir,
    mirrorDir: path.join(runDir, "mirror"),
  });
  for (const { id } of await driver.list()) await driver.remove(id);
}
