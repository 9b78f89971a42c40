import { SandboxError } from "../sandbox-error.ts";
import type { ProcessSpec } from "./process-spec.ts";

/** `timeout` inside ends a command first; this much later nobody out here waits for it any more. */
export const OUTER_GRACE_MS = 3_000;
/** coreutils `timeout`: exit code when the time ran out, and when it had to kill. Before that it is the command's own. */
const TIMED_OUT_CODES = [124, 137];

/** The process's own command under `timeout`, so that it ends inside the sandbox too and not only out here. */
export function limitTime(argv: readonly string[], timeoutMs: number): string[] {
  return ["timeout", "--kill-after=1", String(timeoutMs / 1000), ...argv];
}

/** Whether `timeout` ended what was started then (`performance.now()`), and ended so. */
export const endedByTime = (exitCode: number | null, startedAt: number, timeoutMs: number): boolean =>
  exitCode !== null && TIMED_OUT_CODES.includes(exitCode) && performance.now() - startedAt >= timeoutMs;

export const timedOut = (spec: ProcessSpec, timeoutMs: number) =>
  new SandboxError({
    code: "timed-out",
    learnerMessage: "A command on your machine took too long and was stopped.",
    detail: `exec ended after ${timeoutMs} ms: ${spec.args.slice(3).join(" ").slice(0, 200)}`,
  });
