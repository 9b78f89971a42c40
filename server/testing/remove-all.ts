import { rm } from "node:fs/promises";
import type { SandboxDriver } from "../sandbox/driver.ts";
import type { PodmanDriverSettings } from "../sandbox/podman/podman-driver.ts";

/**
 * Removes every sandbox that carries the driver's label, closes it, and takes its folders on the host away: for labs that
 * no next start will find again.
 */
export async function removeAll(
  driver: SandboxDriver,
  { runDir, disksDir }: Pick<PodmanDriverSettings, "runDir" | "disksDir">,
): Promise<void> {
  for (const { id } of await driver.list()) await driver.remove(id);
  await driver.close();
  for (const folder of [runDir, disksDir]) await rm(folder, { recursive: true, force: true });
}
