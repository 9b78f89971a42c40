import { spawn } from "node:child_process";
import { unlink } from "node:fs/promises";
import path from "node:path";
import { Duplex } from "node:stream";
import type { TerminalSize } from "../../protocol/payloads.ts";
import type { ExecOptions, ExecResult, SandboxId, SandboxLimits, SandboxUse } from "../driver.ts";
import { SandboxError, sandboxGone } from "../sandbox-error.ts";
import type { StreamedSandbox } from "../streamed-driver.ts";
import { containerUse } from "./cgroup-use.ts";
import { CommandRunner } from "./command-runner.ts";
import { freezeGroup, isGroupFrozen, thawGroup } from "./freezer.ts";
import { type HostFacts, RUNTIME_ENVIRONMENT } from "./host.ts";
import { placeFiles } from "./place-files.ts";
import { PodmanCommandError, podman, QUESTION_MS } from "./podman-cli.ts";
import { keeperSpec, type LearnerIds, processSpec } from "./process-spec.ts";
import { connectEngineSocket, connectRunSocket, type Reading, removeRunFolder } from "./run-folder.ts";
import { runProcess } from "./run-process.ts";
import { type DiskPlace, diskUse, lostItsDisk, removeDisk } from "./sandbox-disk.ts";
import { limitTime } from "./time-limit.ts";

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
  /** How far its streams are read before somebody asks for what they bring. */
  readonly reading: Reading;
}

/** Holds a shell inside; see keeper/terminal-keeper.c. */
const KEEPER = "/usr/lib/slipway/terminal-keeper";
const KEEPER_START_MS = 10_000;

/** In the run folder. A name comes from our own records and is still checked: it becomes part of a path. */
function socketOf(name: string): string {
  if (!/^[a-z0-9-]{1,24}$/.test(name)) throw new Error(`invariant: "${name}" is no name of a terminal`);
  return `terminal-${name}.sock`;
}

const noTerminal = (id: string, why: string) =>
  new SandboxError({
    code: "sandbox-failed",
    learnerMessage:
      "No terminal could be opened on your machine. Close a program that runs there, or start afresh.",
    detail: `sandbox ${id}: its keeper did not start: ${why.slice(0, 200)}`,
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

export function createPodmanSandbox(facts: PodmanSandboxFacts, host: HostFacts): StreamedSandbox {
  const { id, runDir, reading } = facts;
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

  const commands = new CommandRunner({
    runDir,
    ids: facts.ids,
    byRuntime: (spec, options) =>
      runProcess((file) => runtime("--process", file), spec, { ...options, specDir: facts.specDir }),
  });

  async function ensureAlive(): Promise<void> {
    if (destroying !== undefined || (await podmanState(id)) !== "running") throw sandboxGone(id);
  }

  /** Our own failure or a dead machine? Only asked after something failed, so that the good path stays fast. */
  async function explain(error: unknown): Promise<never> {
    await ensureAlive();
    throw error;
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
    if (destroying !== undefined) throw sandboxGone(id);
    const timeoutMs = options.timeoutMs ?? DEFAULT_EXEC_TIMEOUT_MS;
    const spec = processSpec({
      user: options.user ?? "learner",
      ids: facts.ids,
      args: limitTime(argv, timeoutMs),
    });
    const result = await commands.run(spec, { timeoutMs, stdin: options.stdin }).catch(explain);
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
      if (destroying !== undefined) throw sandboxGone(id);
      return sandboxUse().catch(explain);
    },

    async openShell(size: TerminalSize, name: string) {
      if (destroying !== undefined) throw sandboxGone(id);
      const { uid, gid, dockerGid } = facts.ids;
      const numbers = [size.cols, size.rows, uid, gid, dockerGid].map(String);
      const keeper = [KEEPER, `/run/slipway/${socketOf(name)}`, ...numbers, "/bin/bash", "--login"];
      const options = { timeoutMs: KEEPER_START_MS, stdin: undefined };
      const started = await commands.run(keeperSpec(facts.ids, keeper), options).catch((error) => {
        const isRefused = error instanceof SandboxError && error.code === "sandbox-failed";
        return explain(isRefused ? noTerminal(id, error.message) : error);
      });
      if (started.exitCode !== 0) return explain(noTerminal(id, started.stderr));
      return connectRunSocket(runDir, socketOf(name), reading).catch(explain);
    },

    async reachShell(name: string) {
      await ensureAlive();
      return connectRunSocket(runDir, socketOf(name), reading).catch(() => undefined);
    },

    exec,

    placeFiles: (files) => placeFiles(exec, files),

    async connectEngine() {
      if (destroying !== undefined) throw sandboxGone(id);
      return connectEngineSocket(runDir, reading).catch(explain);
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
      if (destroying !== undefined) throw sandboxGone(id);
      await freezeGroup(facts.pid, facts.containerId).catch(explain);
    },

    async thaw() {
      if (destroying !== undefined) throw sandboxGone(id);
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
