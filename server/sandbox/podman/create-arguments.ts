import path from "node:path";
import type { SandboxLimits } from "../driver.ts";
import { boundedProgram } from "./capabilities.ts";
import type { HostFacts } from "./host.ts";
import { ownLabels } from "./labels.ts";

export interface CreateFacts {
  readonly id: string;
  readonly owner: string;
  readonly prefix: string;
  readonly image: string;
  readonly limits: SandboxLimits;
  /** Folders of the host that the sandbox sees: its own side, and the mirror's socket. */
  readonly runDir: string;
  readonly mirrorDir: string;
  readonly seccompProfile: string;
  /** Folder of the host for the engine's own files; absent: a volume of Podman's. */
  readonly engineFolder: string | undefined;
}

/** Ids of a sandbox's user namespace: root, system users, the learner, and what images bring. */
export const USER_IDS = 65_536;

/**
 * Arguments of `podman create` for one sandbox. `--privileged` counts inside its user namespace only: it leaves the
 * cgroup mounts writable, which a Docker Engine inside needs; the seccomp profile still holds. No network at all:
 * the only ways out are the two mounted folders.
 */
export function createArguments(facts: CreateFacts, host: HostFacts): string[] {
  const { limits } = facts;
  return [
    "--runtime",
    host.runtime.path,
    "create",
    "--pull=never",
    "--name",
    facts.id,
    "--hostname",
    "lab",
    ...ownLabels(facts.prefix, facts.owner).flatMap((label) => ["--label", label]),
    `--userns=auto:size=${USER_IDS}`,
    "--privileged",
    "--security-opt",
    `seccomp=${facts.seccompProfile}`,
    "--cgroupns=private",
    "--cgroup-parent",
    path.join(host.cgroup, facts.prefix),
    "--network=none",
    "--no-hosts",
    "--log-driver=none",
    "--stop-timeout=0",
    `--memory=${limits.memoryMb * 1_000_000}`,
    `--memory-swap=${limits.memoryMb * 1_000_000}`,
    `--cpus=${limits.cpus}`,
    `--pids-limit=${limits.processes}`,
    `--ulimit=nofile=${host.openFiles}:${host.openFiles}`,
    `--ulimit=nproc=${host.processes}:${host.processes}`,
    "--ulimit=core=0:0",
    // The engine's overlay file system cannot lie on another one; a volume without a name goes with `rm --volumes`.
    facts.engineFolder === undefined
      ? "--volume=/var/lib/docker"
      : `--volume=${facts.engineFolder}:/var/lib/docker:rw,nosuid,nodev`,
    `--volume=${facts.runDir}:/run/slipway:rw,nosuid,nodev,noexec`,
    `--volume=${facts.mirrorDir}:/run/slipway-mirror:ro,nosuid,nodev,noexec`,
    facts.image,
    ...boundedProgram("/usr/bin/docker-init", "--", "/usr/lib/slipway/boot"),
  ];
}
