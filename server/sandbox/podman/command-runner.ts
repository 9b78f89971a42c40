import type net from "node:net";
import type { ExecResult } from "../driver.ts";
import { SandboxError } from "../sandbox-error.ts";
import { BoundedOutput } from "./bounded-output.ts";
import { FrameReader, type GuestFrame } from "./guest-frames.ts";
import { type LearnerIds, type ProcessSpec, processSpec } from "./process-spec.ts";
import { connectRunSocket } from "./run-folder.ts";
import { endedByTime, OUTER_GRACE_MS, timedOut } from "./time-limit.ts";

/** See runner/command-runner.c. */
const RUNNER = "/usr/lib/slipway/command-runner";
const SOCKET = "commands.sock";
const START_MS = 10_000;

export interface RunOptions {
  readonly timeoutMs: number;
  readonly stdin: string | undefined;
}

type Run = (spec: ProcessSpec, options: RunOptions) => Promise<ExecResult>;

export interface CommandRunnerParts {
  readonly runDir: string;
  readonly ids: LearnerIds;
  /** By the runtime's `exec`: takes long, and needs nothing inside. */
  readonly byRuntime: Run;
}

/** Runs commands in one sandbox: through the runner in it, which is started when it is not there. */
export class CommandRunner {
  readonly #parts: CommandRunnerParts;
  #starting: Promise<unknown> | undefined;

  constructor(parts: CommandRunnerParts) {
    this.#parts = parts;
  }

  /** Rejects with `timed-out` or `sandbox-failed`. */
  async run(spec: ProcessSpec, options: RunOptions): Promise<ExecResult> {
    const runner = await this.#reach();
    return runner === undefined ? this.#parts.byRuntime(spec, options) : runThrough(runner, spec, options);
  }

  /** `undefined`: it does not start, in a machine of an older image, or one that its learner has broken. */
  async #reach(): Promise<net.Socket | undefined> {
    const runner = await this.#connect();
    if (runner !== undefined) return runner;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    await this.#starting;
    return this.#connect();
  }

  #connect(): Promise<net.Socket | undefined> {
    return connectRunSocket(this.#parts.runDir, SOCKET).catch(() => undefined);
  }

  #start(): Promise<unknown> {
    const { ids, byRuntime } = this.#parts;
    const args = [RUNNER, `/run/slipway/${SOCKET}`];
    return byRuntime(processSpec({ user: "root", ids, args }), { timeoutMs: START_MS, stdin: undefined });
  }
}

/** A command and its input, in the words of runner/command-runner.c. */
function requestOf({ user, cwd, args, env }: ProcessSpec): Buffer {
  const words = [user.uid, user.gid, user.additionalGids[0] ?? "", cwd, args.length, ...args, ...env];
  const text = Buffer.from(words.map((word) => `${word}\0`).join(""));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text]);
}

/** Of why it could not be started. */
const WORDS_BYTES = 200;

const failed = (detail: string) =>
  new SandboxError({
    code: "sandbox-failed",
    learnerMessage: "A command could not be run on your machine. If this stays so, reset the machine.",
    detail: `command-runner: ${detail}`,
  });

/**
 * Runs one command through a connection to a sandbox's runner, which is the learner's to meddle with: output is bounded, and
 * so is the time. Rejects with `timed-out`, or with `sandbox-failed` when the runner ends or talks nonsense.
 */
function runThrough(
  runner: net.Socket,
  spec: ProcessSpec,
  { timeoutMs, stdin }: RunOptions,
): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const stdout = new BoundedOutput();
    const stderr = new BoundedOutput();
    const startedAt = performance.now();
    const settle = (action: () => void) => {
      clearTimeout(timer);
      runner.destroy();
      action();
    };
    const fail = (error: SandboxError) => settle(() => reject(error));
    const timer = setTimeout(() => fail(timedOut(spec, timeoutMs)), timeoutMs + OUTER_GRACE_MS);
    const frames = new FrameReader();
    const takeFrame = ({ letter, payload }: GuestFrame) => {
      if (letter === "O") return stdout.add(payload);
      if (letter === "E") return stderr.add(payload);
      if (letter !== "X" || payload.length !== 4)
        return fail(failed(payload.toString("utf8", 0, WORDS_BYTES)));
      const exitCode = payload.readUInt32BE(0);
      if (endedByTime(exitCode, startedAt, timeoutMs)) return fail(timedOut(spec, timeoutMs));
      const truncated = stdout.truncated || stderr.truncated;
      settle(() => resolve({ exitCode, stdout: stdout.text(), stderr: stderr.text(), truncated }));
    };
    runner.on("data", (chunk) => {
      try {
        for (const frame of frames.read(chunk)) takeFrame(frame);
      } catch (error) {
        fail(failed(String(error)));
      }
    });
    // How it ended shows in whether a command's end came before.
    runner.on("error", () => {});
    runner.once("close", () => fail(failed("hung up")));
    runner.write(requestOf(spec));
    runner.end(stdin ?? "");
  });
}
