import { createHash, randomBytes } from "node:crypto";
import { chown, mkdir, readdir, readFile, rm } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type {
  CreatePhase,
  SandboxDriver,
  SandboxId,
  SandboxLimits,
  SandboxSpec,
  SandboxSummary,
} from "../driver.ts";
import { SandboxError } from "../sandbox-error.ts";
import { type StreamedDriver, type StreamedSandbox, withTerminals } from "../streamed-driver.ts";
import { delegateCgroups, removeParentCgroups, rootUidOf } from "./cgroup.ts";
import { putLabFirst, setCpuShare } from "./cpu-share.ts";
import { createArguments, USER_IDS } from "./create-arguments.ts";
import { closeDevices } from "./devices.ts";
import { ensureDiskSpace } from "./disk-space.ts";
import { detectHost, type HostFacts } from "./host.ts";
import { hostRights } from "./host-rights.mjs";
import { LABEL_KIND, LABEL_OWNER, LABEL_PREFIX } from "./labels.ts";
import { podman, podmanJson } from "./podman-cli.ts";
import { creationFailed, isPodmanStuck, namingPodmanFaults } from "./podman-fault.ts";
import { createPodmanSandbox, removeSandbox } from "./podman-sandbox.ts";
import { PreparedDisks } from "./prepared-disks.ts";
import type { LearnerIds } from "./process-spec.ts";
import { connectEngineSocket, makeRunFolder, openGate, type Reading } from "./run-folder.ts";
import {
  copyDisk,
  type DiskPlace,
  diskOwnerOf,
  diskPlaceOf,
  engineFolderOf,
  keepAsTemplate,
  lostItsDisk,
  makeDisk,
  mapEngineFolder,
  moveLayer,
  whyNoDisks,
} from "./sandbox-disk.ts";
import { writeSeccompProfile } from "./seccomp-profile.ts";
import { raiseSharedLimits } from "./shared-limits.ts";
import { limitSocketMemory } from "./socket-memory.ts";
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
  /** Absolute folder for the disks of sandboxes, of this prefix alone. */
  readonly disksDir: string;
  /** Images that every sandbox has from its start. */
  readonly preparedImages: readonly string[];
  /** The program that mounts a disk with other ids. */
  readonly mountHelper: string;
  /** Hears what this machine cannot do for sandboxes, as a sentence for the operator. */
  readonly warn?: (sentence: string) => void;
}

/** uid and gid as `useradd` gives them in the workstation image; the group `docker` is asked of the image. */
const LEARNER_UID = 1000;
const SANDBOX_SUFFIX = /^-[0-9a-f]{12}$/;
/** A sandbox's engine takes about a second; ten times that is a fault. */
const ENGINE_DEADLINE_MS = 20_000;
/** Without root Podman copies the image's files for new ids: 3 to 4 s here, on a slow disk ten times that. */
const COPY_MS = 90_000;
/** Of one image, from the mirror or through it. */
const PULL_MS = 10 * 60_000;
const PING_INTERVAL_MS = 15;

/** Whether a sandbox of this prefix can have this name, which is its id: the prefix and twelve random hex digits. */
export const isSandboxName = (prefix: string, name: string): boolean =>
  name.startsWith(prefix) && SANDBOX_SUFFIX.test(name.slice(prefix.length));

const InspectedContainer = z.object({
  Id: z.string(),
  Name: z.string(),
  State: z.object({ Pid: z.number(), Status: z.string() }),
  /** Holds the number of its first process once it has started. */
  PidFile: z.string(),
  HostConfig: z.object({ IDMappings: z.object({ UidMap: z.array(z.string()) }).optional() }),
  GraphDriver: z.object({ Data: z.object({ UpperDir: z.string() }) }),
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

/** How a sandbox's disk begins: as a copy of another, or empty; ids on it begin at 0, or are the sandbox's own. */
interface DiskStart {
  readonly copyOf?: string;
  readonly ids: "mapped" | "own";
}

/** No sandbox is called so. */
const PREPARED = "prepared.";
const preparedFileOf = (images: readonly string[]): string =>
  `${PREPARED}${createHash("sha256").update(images.join(" ")).digest("hex").slice(0, 12)}.ext4`;

interface DriverFiles {
  readonly seccomp: string;
  /** Where Podman keeps layers and volumes. */
  readonly storage: string;
}

class PodmanDriver implements StreamedDriver {
  readonly #settings: PodmanDriverSettings;
  readonly #host: HostFacts;
  readonly #ids: LearnerIds;
  readonly #files: DriverFiles;
  readonly #reading: Reading;
  readonly #creating = new Set<string>();
  /** Sandboxes in which images are pulled for others. */
  readonly #preparing = new Set<SandboxId>();
  readonly #closing = new AbortController();
  /** Absent where disks cannot be made. */
  readonly #preparedDisks: PreparedDisks | undefined;

  constructor(
    settings: PodmanDriverSettings,
    host: HostFacts,
    facts: { ids: LearnerIds; files: DriverFiles; reading: Reading },
  ) {
    this.#settings = settings;
    this.#host = host;
    this.#ids = facts.ids;
    this.#files = facts.files;
    this.#reading = facts.reading;
    const { preparedImages, limits, disksDir, warn } = settings;
    if (limits.diskMb === undefined) return;
    this.#preparedDisks = new PreparedDisks({
      base: preparedImages,
      fileOf: (images) => path.join(disksDir, preparedFileOf(images)),
      make: (images, file) => this.#prepareDisk(images, file),
      remove: (file) => rm(file, { force: true }),
      onFault: (error) => warn?.(`Images could not be prepared, and machines are made without: ${error}`),
    });
  }

  create(spec: SandboxSpec, onPhase: (phase: CreatePhase) => void = () => {}): Promise<StreamedSandbox> {
    const create = (copyOf: string | undefined) => {
      const start: DiskStart = copyOf === undefined ? { ids: "own" } : { copyOf, ids: "mapped" };
      return this.#create(this.#newId(), spec, start, onPhase);
    };
    return this.#preparedDisks?.lend(spec.images ?? [], create) ?? create(undefined);
  }

  async prepare(images: readonly string[]): Promise<boolean> {
    return this.#preparedDisks?.wish(images) ?? images.length === 0;
  }

  #newId(): SandboxId {
    return `${this.#settings.prefix}-${randomBytes(6).toString("hex")}` as SandboxId;
  }

  async #create(
    id: SandboxId,
    spec: SandboxSpec,
    start: DiskStart,
    onPhase: (phase: CreatePhase) => void,
  ): Promise<StreamedSandbox> {
    const runDir = this.#runDirOf(id);
    this.#creating.add(id);
    try {
      onPhase("machine");
      const { diskMb } = this.#settings.limits;
      const disk = diskMb === undefined ? undefined : this.#diskOf(id);
      await ensureDiskSpace(disk === undefined ? this.#files.storage : this.#settings.disksDir);
      await makeRunFolder(runDir);
      if (disk === undefined || diskMb === undefined)
        await mkdir(this.#diskOf(id).folder, { recursive: true });
      else if (start.copyOf === undefined) await makeDisk(disk, diskMb);
      else await copyDisk(disk, start.copyOf);
      const container = await this.#startContainer(id, spec.owner, disk, start.ids);
      await putLabFirst(container);
      if (spec.unhurried) await setCpuShare(container, "small");
      const rootUid = await rootUidOf(container.pid);
      if (disk !== undefined && start.ids === "own") await chown(engineFolderOf(disk), rootUid, rootUid);
      await Promise.all([closeDevices(container.pid), limitSocketMemory(container.pid)]);
      await delegateCgroups(container.pid, rootUid);
      await openGate(runDir, rootUid);
      onPhase("engine");
      const sandbox = this.#sandbox(id, container, spec.owner);
      await Promise.all([waitForEngine(id, runDir), sandbox.placeFiles(spec.files ?? {})]);
      if (spec.unhurried) await setCpuShare(container, "whole");
      return sandbox;
    } catch (cause) {
      const removed = this.remove(id).catch(() => {});
      if (!isPodmanStuck(cause)) await removed;
      throw creationFailed(id, cause);
    } finally {
      this.#creating.delete(id);
    }
  }

  /** Its engine waits at the gate. */
  async #startContainer(
    id: SandboxId,
    owner: string,
    disk: DiskPlace | undefined,
    ids: DiskStart["ids"],
  ): Promise<{ containerId: string; pid: number }> {
    const runDir = this.#runDirOf(id);
    const { prefix, image, limits, mirrorDir } = this.#settings;
    const engineFolder = disk && engineFolderOf(disk);
    const facts = { id, owner, prefix, image, limits, runDir, mirrorDir, engineFolder };
    const argv = createArguments({ ...facts, seccompProfile: this.#files.seccomp }, this.#host);
    await podman(argv, hostRights().kind === "rootless" ? { timeoutMs: COPY_MS } : {});
    const { Id, PidFile, GraphDriver, HostConfig } = await this.#inspect(id);
    if (disk !== undefined) await moveLayer(path.dirname(GraphDriver.Data.UpperDir), disk);
    if (disk !== undefined && ids === "mapped") {
      const first = Number(HostConfig.IDMappings?.UidMap[0]?.split(":")[1]);
      await mapEngineFolder(disk, { first, count: USER_IDS }, this.#settings.mountHelper);
    }
    await podman(["start", id], { cwd: this.#diskOf(id).folder });
    return { containerId: Id, pid: Number(await readFile(PidFile, "utf8")) };
  }

  /** Pulls the images in a sandbox of its own, which gives way to those who work, and whose disk then becomes the one to copy. */
  async #prepareDisk(images: readonly string[], file: string): Promise<void> {
    const id = this.#newId();
    this.#preparing.add(id);
    try {
      const spec = { owner: "prepared images", unhurried: true };
      const sandbox = await this.#create(id, spec, { ids: "mapped" }, () => {});
      const { Id: containerId, State } = await this.#inspect(id);
      await setCpuShare({ containerId, pid: State.Pid }, "small");
      for (const image of images) {
        this.#closing.signal.throwIfAborted();
        const { exitCode, stderr } = await sandbox.exec(["docker", "pull", "--quiet", image], {
          timeoutMs: PULL_MS,
        });
        if (exitCode !== 0) throw new Error(`docker pull ${image}: ${stderr.trim()}`);
      }
      await podman(["rm", "--force", "--time", "0", id]);
      await keepAsTemplate(this.#diskOf(id), file);
    } finally {
      await this.remove(id).catch(() => {});
      this.#preparing.delete(id);
    }
  }

  async resume(id: SandboxId): Promise<StreamedSandbox | undefined> {
    const summary = (await this.list()).find((candidate) => candidate.id === id);
    if (summary === undefined) return undefined;
    const container = await this.#inspect(id).catch((error) => {
      if (!lostItsDisk(error)) throw error;
    });
    if (container?.State.Status === "running") {
      return this.#sandbox(id, { containerId: container.Id, pid: container.State.Pid }, summary.owner);
    }
    await this.remove(id);
    return undefined;
  }

  async list(): Promise<readonly SandboxSummary[]> {
    const traces = await this.#idleTraces();
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
    const strays = traces.filter((id) => !known.has(id));
    const all = [...containers, ...strays.map((id) => ({ id, owner: "", createdAt: new Date(0) }))];
    return all.filter(({ id }) => !this.#preparing.has(id));
  }

  /**
   * Sandboxes that have a run folder or a disk, and that no `create` is making. A crash before there is a container
   * leaves these alone: a sandbox of nobody's. Read before Podman is asked, or a sandbox that became ready in between
   * would look like one.
   */
  async #idleTraces(): Promise<SandboxId[]> {
    const { prefix, runDir, disksDir } = this.#settings;
    const folders = await readdir(runDir, { withFileTypes: true });
    const disks = await readdir(disksDir).catch(() => []);
    const names = [
      ...folders.filter((entry) => entry.isDirectory()).map(({ name }) => name),
      ...disks.map(diskOwnerOf),
    ];
    return [...new Set(names)]
      .filter((name) => isSandboxName(prefix, name))
      .filter((name) => !this.#creating.has(name))
      .map((name) => name as SandboxId);
  }

  remove(id: SandboxId): Promise<void> {
    return removeSandbox(id, { runDir: this.#runDirOf(id), disk: this.#diskOf(id) });
  }

  /** What is being prepared is given up; what cannot be removed of it now, the next server's reaper takes. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([...this.#preparing].map((id) => this.remove(id)));
    await this.#preparedDisks?.close();
    await removeParentCgroups(this.#settings.prefix, this.#host.cgroup);
  }

  #runDirOf(id: string): string {
    return path.join(this.#settings.runDir, id);
  }

  #diskOf(id: string): DiskPlace {
    return diskPlaceOf(this.#settings.disksDir, id);
  }

  #sandbox(id: SandboxId, container: { containerId: string; pid: number }, owner: string): StreamedSandbox {
    return createPodmanSandbox(
      {
        id,
        ...container,
        owner,
        limits: this.#settings.limits,
        runDir: this.#runDirOf(id),
        disk: this.#diskOf(id),
        specDir: this.#settings.runDir,
        ids: this.#ids,
        reading: this.#reading,
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
  return withTerminals(await openPodman(settings, "at-once"));
}

/** The same for another process: its streams are not read here, so that they can be passed on. */
export function createStreamedPodmanDriver(settings: PodmanDriverSettings): Promise<StreamedDriver> {
  return openPodman(settings, "when-resumed");
}

/** Of a host process before this one: the mirror may have other images by now. */
async function removePreparedDisks(disksDir: string): Promise<void> {
  const names = await readdir(disksDir).catch(() => []);
  const prepared = names.filter((name) => name.startsWith(PREPARED));
  await Promise.all(prepared.map((name) => rm(path.join(disksDir, name), { force: true })));
}

async function openPodman(settings: PodmanDriverSettings, reading: Reading): Promise<PodmanDriver> {
  const host = await detectHost();
  await mkdir(settings.runDir, { recursive: true, mode: 0o711 });
  await removeStaleSpecs(settings.runDir);
  const files = {
    seccomp: path.join(settings.runDir, "seccomp.json"),
    storage: (await podman(["info", "--format", "{{.Store.GraphRoot}}"])).trim(),
  };
  const ids = { uid: LEARNER_UID, gid: LEARNER_UID, dockerGid: await dockerGidOf(settings.image, host) };
  const [stayed] = await Promise.all([raiseSharedLimits(), writeSeccompProfile(files.seccomp)]);
  if (hostRights().kind === "rootless" && stayed.length > 0) {
    settings.warn?.(
      `Limits that all sandboxes share stay as this machine has them, so that one sandbox can use them up for all: ${stayed.join(", ")}.`,
    );
  }
  await removePreparedDisks(settings.disksDir);
  const unlimited = settings.limits.diskMb === undefined ? undefined : await whyNoDisks(settings.disksDir);
  if (unlimited === undefined) return new PodmanDriver(settings, host, { ids, files, reading });
  settings.warn?.(
    `The disk of a sandbox is not limited on this machine, so that a learner can fill it. A file could not be mounted as a file system: ${unlimited}`,
  );
  if (settings.preparedImages.length > 0) {
    settings.warn?.("No images are prepared: a disk that has them could not be copied for a sandbox either.");
  }
  const { diskMb: _, ...limits } = settings.limits;
  return new PodmanDriver({ ...settings, limits }, host, { ids, files, reading });
}
