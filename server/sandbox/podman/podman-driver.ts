import { randomBytes } from "node:crypto";
import { mkdir, readdir } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type {
  CreatePhase,
  Sandbox,
  SandboxDriver,
  SandboxId,
  SandboxLimits,
  SandboxSpec,
  SandboxSummary,
} from "../driver.ts";
import { SandboxError } from "../sandbox-error.ts";
import { delegateCgroups, rootUidOf } from "./cgroup.ts";
import { createArguments } from "./create-arguments.ts";
import { closeDevices } from "./devices.ts";
import { ensureDiskSpace } from "./disk-space.ts";
import { detectHost, type HostFacts } from "./host.ts";
import { LABEL_KIND, LABEL_OWNER, LABEL_PREFIX } from "./labels.ts";
import { podman, podmanJson } from "./podman-cli.ts";
import { creationFailed, isPodmanStuck, namingPodmanFaults } from "./podman-fault.ts";
import { createPodmanSandbox, removeSandbox } from "./podman-sandbox.ts";
import type { LearnerIds } from "./process-spec.ts";
import { connectEngineSocket, makeRunFolder, openGate } from "./run-folder.ts";
import { writeSeccompProfile } from "./seccomp-profile.ts";
import { removeStaleSpecs } from "./stale-specs.ts";

export interface PodmanDriverSettings {
  /** Names and labels of what we make; another lab on this machine has another. */
  readonly prefix: string;
  /** The workstation image, by its full local name. */
  readonly image: string;
  readonly limits: SandboxLimits;
  /** Absolute folder for sockets; short, since a socket's path may have 107 bytes at most (unix(7)). */
  readonly runDir: string;
  /** Folder that holds the mirror's `mirror.sock`. */
  readonly mirrorDir: string;
}

/** uid and gid as `useradd` gives them in the workstation image; the group `docker` is asked of the image. */
const LEARNER_UID = 1000;
/** Prefix and twelve random hex digits. */
const SANDBOX_NAME = /-[0-9a-f]{12}$/;
/** A sandbox's engine takes about a second; ten times that is a fault. */
const ENGINE_DEADLINE_MS = 20_000;
const PING_INTERVAL_MS = 15;

const InspectedContainer = z.object({
  Id: z.string(),
  Name: z.string(),
  State: z.object({ Pid: z.number(), Status: z.string() }),
});
const ListedContainer = z.object({
  Names: z.array(z.string()).min(1),
  Created: z.number(),
  Labels: z.record(z.string(), z.string()),
});

/** One `GET /_ping`; true when an engine says OK. Bounded: the sandbox's first second is ours alone, but still. */
async function engineAnswers(runDir: string): Promise<boolean> {
  const socket = await connectEngineSocket(runDir).catch(() => undefined);
  if (socket === undefined) return false;
  return new Promise((resolve) => {
    const request = http.get(
      { path: "/_ping", createConnection: () => socket, timeout: 2_000 },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
        socket.destroy();
      },
    );
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}

async function waitForEngine(id: string, runDir: string): Promise<void> {
  const deadline = performance.now() + ENGINE_DEADLINE_MS;
  while (performance.now() < deadline) {
    if (await engineAnswers(runDir)) return;
    await delay(PING_INTERVAL_MS);
  }
  throw new SandboxError({
    code: "sandbox-failed",
    learnerMessage:
      "Your machine started, but its Docker Engine did not answer in time. The operator can find the cause in the log. Try again.",
    detail: `sandbox ${id}: no engine within ${ENGINE_DEADLINE_MS} ms`,
  });
}

interface DriverFiles {
  readonly seccomp: string;
  /** Where Podman keeps layers and volumes. */
  readonly storage: string;
}

class PodmanDriver implements SandboxDriver {
  readonly #settings: PodmanDriverSettings;
  readonly #host: HostFacts;
  readonly #ids: LearnerIds;
  readonly #files: DriverFiles;
  readonly #creating = new Set<string>();

  constructor(settings: PodmanDriverSettings, host: HostFacts, ids: LearnerIds, files: DriverFiles) {
    this.#settings = settings;
    this.#host = host;
    this.#ids = ids;
    this.#files = files;
  }

  async create(spec: SandboxSpec, onPhase: (phase: CreatePhase) => void = () => {}): Promise<Sandbox> {
    const id = `${this.#settings.prefix}-${randomBytes(6).toString("hex")}` as SandboxId;
    const runDir = this.#runDirOf(id);
    this.#creating.add(id);
    try {
      onPhase("machine");
      await ensureDiskSpace(this.#files.storage);
      await makeRunFolder(runDir);
      const containerId = (
        await podman(
          createArguments(
            {
              id,
              owner: spec.owner,
              prefix: this.#settings.prefix,
              image: this.#settings.image,
              limits: this.#settings.limits,
              runDir,
              mirrorDir: this.#settings.mirrorDir,
              seccompProfile: this.#files.seccomp,
            },
            this.#host,
          ),
          { cwd: this.#settings.runDir },
        )
      ).trim();
      const { State } = await this.#inspect(id);
      const rootUid = await rootUidOf(State.Pid);
      await closeDevices(State.Pid);
      await delegateCgroups(State.Pid, rootUid);
      await openGate(runDir, rootUid);
      onPhase("engine");
      const sandbox = this.#sandbox(id, { containerId, pid: State.Pid }, spec.owner);
      await Promise.all([waitForEngine(id, runDir), sandbox.placeFiles(spec.files ?? {})]);
      return sandbox;
    } catch (cause) {
      const removed = removeSandbox(id, runDir).catch(() => {});
      if (!isPodmanStuck(cause)) await removed;
      throw creationFailed(id, cause);
    } finally {
      this.#creating.delete(id);
    }
  }

  async resume(id: SandboxId): Promise<Sandbox | undefined> {
    const summary = (await this.list()).find((candidate) => candidate.id === id);
    if (summary === undefined) return undefined;
    const { Id, State } = await this.#inspect(id);
    if (State.Status === "running") {
      return this.#sandbox(id, { containerId: Id, pid: State.Pid }, summary.owner);
    }
    await this.remove(id);
    return undefined;
  }

  async list(): Promise<readonly SandboxSummary[]> {
    const folders = await this.#idleRunFolders();
    const listed = await namingPodmanFaults(
      podmanJson([
        "ps",
        "--all",
        "--filter",
        `label=${LABEL_PREFIX}=${this.#settings.prefix}`,
        "--filter",
        `label=${LABEL_KIND}=sandbox`,
        "--format",
        "json",
      ]),
    );
    const containers = z
      .array(ListedContainer)
      .parse(listed ?? [])
      .map((container) => ({
        id: container.Names[0] as SandboxId,
        owner: container.Labels[LABEL_OWNER] ?? "",
        createdAt: new Date(container.Created * 1000),
      }));
    const known = new Set(containers.map(({ id }) => id));
    const strays = folders.filter((id) => !known.has(id));
    return [...containers, ...strays.map((id) => ({ id, owner: "", createdAt: new Date(0) }))];
  }

  /**
   * Run folders that no `create` is filling. A crash between the folder and its container leaves the folder alone: a
   * sandbox of nobody's. Read before Podman is asked, or a sandbox that became ready in between would look like one.
   */
  async #idleRunFolders(): Promise<SandboxId[]> {
    const entries = await readdir(this.#settings.runDir, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && SANDBOX_NAME.test(entry.name))
      .filter(({ name }) => name.startsWith(`${this.#settings.prefix}-`) && !this.#creating.has(name))
      .map(({ name }) => name as SandboxId);
  }

  remove(id: SandboxId): Promise<void> {
    return removeSandbox(id, this.#runDirOf(id));
  }

  async close(): Promise<void> {}

  #runDirOf(id: string): string {
    return path.join(this.#settings.runDir, id);
  }

  #sandbox(id: SandboxId, container: { containerId: string; pid: number }, owner: string): Sandbox {
    return createPodmanSandbox(
      {
        id,
        ...container,
        owner,
        limits: this.#settings.limits,
        runDir: this.#runDirOf(id),
        specDir: this.#settings.runDir,
        ids: this.#ids,
      },
      this.#host,
    );
  }

  async #inspect(id: string) {
    const [container] = z
      .array(InspectedContainer)
      .parse(await podmanJson(["container", "inspect", "--format", "json", id]));
    if (container === undefined) throw new Error(`invariant: podman inspected nothing for ${id}`);
    return container;
  }
}

/** Gid of `docker` in the image: a Debian package chooses it, so it is asked. */
async function dockerGidOf(image: string, host: HostFacts): Promise<number> {
  const line = await podman([
    "--runtime",
    host.runtime.path,
    "run",
    "--rm",
    "--pull=never",
    "--network=none",
    `--ulimit=nofile=${host.openFiles}:${host.openFiles}`,
    `--ulimit=nproc=${host.processes}:${host.processes}`,
    image,
    "getent",
    "group",
    "docker",
  ]);
  const gid = Number(line.split(":")[2]);
  if (!Number.isInteger(gid)) throw new Error(`invariant: image ${image} has no group docker`);
  return gid;
}

/**
 * A driver that makes sandboxes with Podman on this machine, as root. Rejects with a plain Error, fit for the
 * operator, when the image or a runtime is missing.
 */
export async function createPodmanDriver(settings: PodmanDriverSettings): Promise<SandboxDriver> {
  const host = await detectHost();
  await mkdir(settings.runDir, { recursive: true, mode: 0o711 });
  await removeStaleSpecs(settings.runDir);
  const files = {
    seccomp: path.join(settings.runDir, "seccomp.json"),
    storage: (await podman(["info", "--format", "{{.Store.GraphRoot}}"])).trim(),
  };
  const ids = { uid: LEARNER_UID, gid: LEARNER_UID, dockerGid: await dockerGidOf(settings.image, host) };
  await writeSeccompProfile(files.seccomp);
  return new PodmanDriver(settings, host, ids, files);
}
