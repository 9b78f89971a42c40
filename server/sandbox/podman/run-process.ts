import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ExecResult } from "../driver.ts";
import { SandboxError } from "../sandbox-error.ts";
import { BoundedOutput } from "./bounded-output.ts";
import { RUNTIME_ENVIRONMENT } from "./host.ts";
import type { ProcessSpec } from "./process-spec.ts";
import { endedByTime, OUTER_GRACE_MS, timedOut } from "./time-limit.ts";

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
      if (signal !== null || endedByTime(exitCode, startedAt, options.timeoutMs)) {
        reject(timedOut(spec, options.timeoutMs));
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
