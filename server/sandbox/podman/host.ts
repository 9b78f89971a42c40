import { access, readFile } from "node:fs/promises";
import path from "node:path";
import { hostRights } from "./host-rights.mjs";

/** How this machine runs containers. Found out, never assumed. */
export interface HostFacts {
  readonly cgroupVersion: 1 | 2;
  /** OCI runtime: crun refuses cgroup v1 hybrid hosts, so runc comes first there; either serves on v2, without root runc. */
  readonly runtime: { readonly name: "runc" | "crun"; readonly path: string; readonly stateDir: string };
  /** Hard limits of this process: a container cannot get more where CAP_SYS_RESOURCE is missing. */
  readonly openFiles: number;
  readonly processes: number;
  /** Below which sandboxes have their control groups, as a path in `/sys/fs/cgroup`. */
  readonly cgroup: string;
}

/** Podman itself lowers nproc to this; asking for more fails. */
const PODMAN_MAX_PROCESSES = 32_768;
const MAX_OPEN_FILES = 1_048_576;

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"]) {
    const file = path.join(folder, name);
    if (await exists(file)) return file;
  }
  return undefined;
}

/** Reads one hard limit from `/proc/self/limits`; `unlimited` becomes Infinity. */
export function parseHardLimit(limits: string, label: string): number {
  const line = limits.split("\n").find((candidate) => candidate.startsWith(label));
  const hard = line?.slice(label.length).trim().split(/\s+/)[1];
  if (hard === undefined) throw new Error(`invariant: /proc/self/limits has no line "${label}"`);
  return hard === "unlimited" ? Number.POSITIVE_INFINITY : Number(hard);
}

export async function detectHost(): Promise<HostFacts> {
  const unified = await exists("/sys/fs/cgroup/cgroup.controllers");
  const { kind, runRoot, cgroup } = hostRights();
  const candidates = unified && kind === "root" ? (["crun", "runc"] as const) : (["runc"] as const);
  const limits = await readFile("/proc/self/limits", "utf8");
  for (const name of candidates) {
    const file = await findProgram(name);
    if (file === undefined) continue;
    return {
      cgroupVersion: unified ? 2 : 1,
      runtime: { name, path: file, stateDir: path.join(runRoot, name) },
      openFiles: Math.min(MAX_OPEN_FILES, parseHardLimit(limits, "Max open files")),
      processes: Math.min(PODMAN_MAX_PROCESSES, parseHardLimit(limits, "Max processes")),
      cgroup,
    };
  }
  throw new Error(
    `No container runtime fits this machine: install ${candidates.join(" or ")}${unified ? "" : " (cgroup v1: crun refuses it)"}.`,
  );
}

/** What the runtime's own processes see of our environment: nothing of ours leaks into a sandbox. */
export const RUNTIME_ENVIRONMENT: NodeJS.ProcessEnv = {
  NODE_ENV: "production",
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  XDG_RUNTIME_DIR: hostRights().runRoot,
};
