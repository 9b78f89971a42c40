import path from "node:path";
import { workstationImageName } from "./images/image-names.ts";
import { mountHelperFile } from "./images/mount-helper.ts";
import type { SandboxLimits } from "./sandbox/driver.ts";
import { hostRights } from "./sandbox/podman/host-rights.mjs";
import type { PodmanDriverSettings } from "./sandbox/podman/podman-driver.ts";

/** Folder for sockets. Short, since a socket's path may have 107 bytes at most (unix(7)). */
export const runDirOf = (prefix: string): string => path.join(hostRights().runRoot, prefix);

/** What the one server of this prefix holds; see `holdLock`. */
export const lockOf = (prefix: string): string => path.join(runDirOf(prefix), "server.lock");

/** How the lab of this prefix makes its sandboxes: names, labels and folders follow from the prefix. */
export function podmanSettings(
  prefix: string,
  limits: SandboxLimits,
  preparedImages: readonly string[] = [],
): PodmanDriverSettings {
  const runDir = runDirOf(prefix);
  return {
    prefix,
    image: workstationImageName(),
    limits,
    runDir,
    mirrorDir: path.join(runDir, "mirror"),
    disksDir: path.join(hostRights().stateRoot, prefix),
    preparedImages,
    mountHelper: mountHelperFile(),
  };
}
