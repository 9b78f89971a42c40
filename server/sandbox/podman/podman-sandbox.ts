import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { unlink } from "node:fs/promises";
import path from "node:path";
import { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { TerminalSize } from "../../protocol/payloads.ts";
import type {
  ExecOptions,
  ExecResult,
  Sandbox,
  SandboxId,
  SandboxLimits,
  SandboxUse,
  Terminal,
} from "../driver.ts";
import { SandboxError } from "../sandbox-error.ts";
import { containerUse } from "./cgroup-use.ts";
import { freezeGroup, isGroupFrozen, thawGroup } from "./freezer.ts";
import { type HostFacts, RUNTIME_ENVIRONMENT } from "./host.ts";
import { placeFiles } from "./place-files.ts";
import { PodmanCommandError, podman, QUESTION_MS } from "./podman-cli.ts";
import { openPodmanTerminal } from "./podman-terminal.ts";
import { keeperSpec, type LearnerIds, processSpec } from "./process-spec.ts";
import { connectEngineSocket, connectRunSocket, removeRunFolder } from "./run-folder.ts";
import { limitTime, runProcess } from "./run-process.ts";
import { type DiskPlace, diskUse, lostItsDisk, removeDisk } from "./sandbox-disk.ts";

const DEFAULT_EXEC_TIMEOUT_MS = 10_000;

export interface PodmanSandboxFacts {
  readonly id: SandboxId;
  /** Podman's long id, by which the runtime knows the container. */
  readonly containerId: string;
  /** Its first process, as the host numbers it. */
  readonly pid: number;
  readonly owner: string;
  readonly limits: SandboxLimits;
  readonly runDir: string;
  readonly disk: DiskPlace;
  /** Where the runtime reads what to start from. */
  readonly specDir: string;
  readonly ids: LearnerIds;
}

const gone = (id: string, cause?: unknown) =>
  new SandboxError({
    code: "sandbox-gone",
    learnerMessage: "Your machine is no longer there. Start a new one to go on; your progress is kept.",
    detail: `sandbox ${id} is gone`,
    cause,
  });

/** Holds a shell inside; see keeper/terminal-keeper.c. */
const KEEPER = "/usr/lib/slipway/terminal-keeper";
const KEEPER_START_MS = 10_000;
/** After a keeper's connection was lost: how long its sandbox may take to be known as dead. Milliseconds. */
const SETTLE_MS = 1_000;
const SETTLE_LOOK_MS = 50;

/** In the run folder. A name comes from our own records and is still checked: it becomes part of a path. */
function socketOf(name: string): string {
  if (!/^[a-z0-9-]{1,24}$/.test(name)) throw new Error(`invariant: "${name}" is no name of a terminal`);
  return `terminal-${name}.sock`;
}

const noTerminal = (id: string, stderr: string) =>
  new SandboxError({
    code: "sandbox-failed",
    learnerMessage:
      "No terminal could be opened on your machine. Close a program that runs there, or start afresh.",
    detail: `sandbox ${id}: its keeper did not start: ${stderr.slice(0, 200)}`,
  });

/** Asks Podman; `undefined` = no such container. */
async function podmanState(id: string): Promise<string | undefined> {
  try {
    const asked = ["container", "inspect", "--format", "{{.State.Status}}", id];
    return (await podman(asked, { timeoutMs: QUESTION_MS })).trim();
  } catch (error) {
    if (error instanceof PodmanCommandError && /no such container/i.test(error.stderr)) return undefined;
    if (lostItsDisk(error)) return "exited";
    throw error;
  }
}

/** Removes a sandbox by name with all it has on the host. Safe to call twice. */
export async function removeSandbox(id: string, host: { runDir: string; disk: DiskPlace }): Promise<void> {
  await podman(["rm", "--force", "--volumes", "--ignore", "--time", "0", id], { timeoutMs: 60_000 });
  await removeRunFolder(host.runDir);
  await removeDisk(host.disk);
}

export function createPodmanSandbox(facts: PodmanSandboxFacts, host: HostFacts): Sandbox {
  const { id, runDir } = facts;
  let destroying: Promise<void> | undefined;
  let outOfMemory = 0;
  const runtime = (...args: string[]) => [
    host.runtime.path,
    "--root",
    host.runtime.stateDir,
    "exec",
    ...args,
    facts.containerId,
  ];

  async function ensureAlive(): Promise<void> {
    if (destroying !== undefined || (await podmanState(id)) !== "running") throw gone(id);
  }

  /** Our own failure or a dead machine? Only asked after something failed, so that the good path stays fast. */
  async function explain(error: unknown): Promise<never> {
    await ensureAlive();
    throw error;
  }

  /** Podman hears of a death a moment after the dead one's connections close. Never rejects. */
  async function settled(): Promise<void> {
    for (
      const deadline = performance.now() + SETTLE_MS;
      performance.now() < deadline;
      await delay(SETTLE_LOOK_MS)
    ) {
      const state = await podmanState(id).catch(() => "running");
      if (destroying !== undefined || state !== "running") return;
    }
  }

  /** Podman's monitor leaves a file where it runs when the container, not one inside, has no memory left. */
  async function countOutOfMemory(): Promise<number> {
    const told = await unlink(path.join(facts.disk.folder, "oom")).then(
      () => true,
      () => false,
    );
    if (told) outOfMemory += 1;
    return outOfMemory;
  }

  async function sandboxUse(): Promise<SandboxUse> {
    const use = await containerUse(facts.pid, facts.containerId);
    const timesOutOfMemory = use.timesOutOfMemory ?? (await countOutOfMemory());
    if (facts.limits.diskMb === undefined) return { ...use, timesOutOfMemory };
    return { ...use, timesOutOfMemory, disk: await diskUse(facts.disk) };
  }

  async function exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    if (destroying !== undefined) throw gone(id);
    const timeoutMs = options.timeoutMs ?? DEFAULT_EXEC_TIMEOUT_MS;
    const spec = processSpec({
      user: options.user ?? "learner",
      ids: facts.ids,
      args: limitTime(argv, timeoutMs),
    });
    const result = await runProcess((file) => runtime("--process", file), spec, {
      timeoutMs,
      stdin: options.stdin,
      specDir: facts.specDir,
    }).catch(explain);
    // The runtime answers 255 when the container is not running, and so may the learner's own command.
    if (result.exitCode === 255 || result.exitCode === 1) {
      if (/container .*(not running|does not exist|stopped)|stopped container/i.test(result.stderr))
        await ensureAlive();
    }
    return result;
  }

  return {
    id,
    owner: facts.owner,
    limits: facts.limits,

    async status() {
      if (destroying !== undefined) return "gone";
      const state = await podmanState(id);
      if (state === undefined) return "gone";
      if (state !== "running") return "exited";
      return (await isGroupFrozen(facts.pid, facts.containerId).catch(() => false)) ? "frozen" : "running";
    },

    async usage() {
      if (destroying !== undefined) throw gone(id);
      return sandboxUse().catch(explain);
    },

    async openTerminal(size: TerminalSize, name = randomBytes(6).toString("hex")): Promise<Terminal> {
      if (destroying !== undefined) throw gone(id);
      const { uid, gid, dockerGid } = facts.ids;
      const numbers = [size.cols, size.rows, uid, gid, dockerGid].map(String);
      const keeper = [KEEPER, `/run/slipway/${socketOf(name)}`, ...numbers, "/bin/bash", "--login"];
      const started = await runProcess((file) => runtime("--process", file), keeperSpec(facts.ids, keeper), {
        timeoutMs: KEEPER_START_MS,
        stdin: undefined,
        specDir: facts.specDir,
      }).catch(explain);
      if (started.exitCode !== 0) return explain(noTerminal(id, started.stderr));
      const socket = await connectRunSocket(runDir, socketOf(name)).catch(explain);
      return openPodmanTerminal(name, socket, 0, settled).catch(explain);
    },

    async attachTerminal(name: string, from: number): Promise<Terminal | undefined> {
      await ensureAlive();
      const socket = await connectRunSocket(runDir, socketOf(name)).catch(() => undefined);
      return socket && openPodmanTerminal(name, socket, from, settled).catch(() => undefined);
    },

    exec,

    placeFiles: (files) => placeFiles(exec, files),

    async connectEngine() {
      if (destroying !== undefined) throw gone(id);
      return connectEngineSocket(runDir).catch(explain);
    },

    async connectPort(port) {
      const probe = await exec(["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${Math.trunc(port)}`], {
        timeoutMs: 2_000,
      });
      if (probe.exitCode !== 0) {
        throw new SandboxError({
          code: "not-found",
          learnerMessage: `Nothing listens on port ${port} of your machine.`,
          detail: `sandbox ${id}: port ${port} refused`,
        });
      }
      const child = spawn(
        host.runtime.path,
        [...runtime().slice(1), "socat", "-", `TCP:127.0.0.1:${Math.trunc(port)}`],
        {
          stdio: ["pipe", "pipe", "ignore"],
          env: RUNTIME_ENVIRONMENT,
        },
      );
      const stream = Duplex.from({ writable: child.stdin, readable: child.stdout });
      // Closing it before its end counts as an error there; whoever holds the stream sees it close.
      stream.on("error", () => {});
      stream.once("close", () => child.kill());
      child.once("error", (error) => stream.destroy(error));
      return stream;
    },

    async freeze() {
      if (destroying !== undefined) throw gone(id);
      await freezeGroup(facts.pid, facts.containerId).catch(explain);
    },

    async thaw() {
      if (destroying !== undefined) throw gone(id);
      await thawGroup(facts.pid, facts.containerId).catch(explain);
    },

    destroy() {
      destroying ??= removeSandbox(id, facts).catch((error) => {
        // Not gone after all: whoever asks next tries again.
        destroying = undefined;
        throw error;
      });
      return destroying;
    },
  };
}
