import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ExecResult } from "../driver.ts";
import { SandboxError } from "../sandbox-error.ts";
import { RUNTIME_ENVIRONMENT } from "./host.ts";
import type { ProcessSpec } from "./process-spec.ts";

/** Bytes kept of each output stream. */
const MAX_OUTPUT_BYTES = 256 * 1024;
/** `timeout` inside ends the process first; this much later the runtime's own process is ended too. */
const OUTER_GRACE_MS = 3_000;
/** coreutils `timeout`: exit code when the time ran out, and when it had to kill. Before that it is the command's own. */
const TIMED_OUT_CODES = [124, 137];

/** Keeps the first bytes and only counts the rest, so that a flood costs no memory. */
class BoundedOutput {
  #chunks: Buffer[] = [];
  #bytes = 0;
  truncated = false;

  add(chunk: Buffer): void {
    const room = MAX_OUTPUT_BYTES - this.#bytes;
    if (chunk.length > room) this.truncated = true;
    if (room <= 0) return;
    this.#chunks.push(chunk.subarray(0, room));
    this.#bytes += Math.min(chunk.length, room);
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}

/** The process's own command under `timeout`, so that it ends inside the sandbox too and not only out here. */
export function limitTime(argv: readonly string[], timeoutMs: number): string[] {
  return ["timeout", "--kill-after=1", String(timeoutMs / 1000), ...argv];
}

/**
 * Runs one process by the runtime's `exec`, collecting bounded output. The runtime reads the process's specification
 * from a file, which lives in `specDir` for as long as the call.
 */
export async function runProcess(
  runtimeArgv: (specFile: string) => readonly string[],
  spec: ProcessSpec,
  options: { timeoutMs: number; stdin: string | undefined; specDir: string },
): Promise<ExecResult> {
  const specFile = path.join(options.specDir, `exec-${randomUUID()}.json`);
  await writeFile(specFile, JSON.stringify(spec), { flag: "wx", mode: 0o600 });
  try {
    return await collect(runtimeArgv(specFile), spec, options);
  } finally {
    await rm(specFile, { force: true });
  }
}

function collect(
  argv: readonly string[],
  spec: ProcessSpec,
  options: { timeoutMs: number; stdin: string | undefined },
): Promise<ExecResult> {
  const [file, ...args] = argv;
  if (file === undefined) throw new Error("invariant: no runtime");
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: RUNTIME_ENVIRONMENT,
    });
    const stdout = new BoundedOutput();
    const stderr = new BoundedOutput();
    const startedAt = performance.now();
    const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs + OUTER_GRACE_MS);
    child.stdout?.on("data", (chunk: Buffer) => stdout.add(chunk));
    child.stderr?.on("data", (chunk: Buffer) => stderr.add(chunk));
    // A process that ends before it has read its input is no error of ours.
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.stdin ?? "");
    child.once("error", (cause) => {
      clearTimeout(timer);
      reject(
        new SandboxError({
          code: "sandbox-failed",
          learnerMessage: "A command could not be started on your machine.",
          detail: `runtime exec could not be spawned: ${cause.message}`,
          cause,
        }),
      );
    });
    child.once("close", (exitCode, signal) => {
      clearTimeout(timer);
      const timeOver = performance.now() - startedAt >= options.timeoutMs;
      if (signal !== null || (timeOver && exitCode !== null && TIMED_OUT_CODES.includes(exitCode))) {
        reject(
          new SandboxError({
            code: "timed-out",
            learnerMessage: "A command on your machine took too long and was stopped.",
            detail: `exec ended after ${options.timeoutMs} ms: ${spec.args.slice(3).join(" ").slice(0, 200)}`,
          }),
        );
        return;
      }
      resolve({
        exitCode: exitCode ?? -1,
        stdout: stdout.text(),
        stderr: stderr.text(),
        truncated: stdout.truncated || stderr.truncated,
      });
    });
  });
}
