import { mkdir } from "node:fs/promises";
import { podmanSettings } from "../podman-settings.ts";
import type { Sandbox, SandboxDriver, SandboxLimits } from "../sandbox/driver.ts";
import { createPodmanDriver } from "../sandbox/podman/podman-driver.ts";
import { removeAll } from "./remove-all.ts";

const LIMITS: SandboxLimits = { memoryMb: 512, cpus: 1, processes: 512, diskMb: 2000 };

/** Prefix of the lab, or of the sandboxes, that a test file of this name makes. */
export const testPrefix = (name: string): string => `${process.env.SLIPWAY_PREFIX ?? "slipway-test"}-${name}`;

/** A Podman driver with a prefix and a run folder of its own. `cleanUp` removes all that it ever made. */
export async function realSandboxes(name: string, limits: Partial<SandboxLimits> = {}) {
  const prefix = testPrefix(name);
  const settings = podmanSettings(prefix, { ...LIMITS, ...limits });
  const { runDir, disksDir } = settings;
  /** Another driver over the same sandboxes, as after a restart of the server. */
  async function open(): Promise<SandboxDriver> {
    await mkdir(settings.mirrorDir, { recursive: true });
    return createPodmanDriver(settings);
  }
  const driver = await open();
  return {
    driver,
    open,
    prefix,
    settings,
    runDir,
    disksDir,
    cleanUp: () => removeAll(driver, settings),
  };
}

/** Runs shell words as root inside: everything is refused that even root may not do. */
export const asRoot = (sandbox: Sandbox, script: string, timeoutMs = 15_000) =>
  sandbox.exec(["bash", "-c", script], { user: "root", timeoutMs });
