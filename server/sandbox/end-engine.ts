import type { Sandbox } from "./driver.ts";

/**
 * Ends a sandbox's Docker Engine and its containerd, hanging or not, from outside. The sandbox's boot starts both again;
 * containers live on beneath their shims until the new engine decides by their restart policies. Rejects as `exec` does.
 */
export async function endEngine(sandbox: Sandbox): Promise<void> {
  await sandbox.exec(["pkill", "-KILL", "-x", "dockerd|containerd"], { user: "root" });
}
