import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** `--cgroup-manager cgroupfs` works with and without systemd as long as Podman runs as root. */
const GLOBAL_ARGUMENTS = ["--cgroup-manager", "cgroupfs"];

export class PodmanCommandError extends Error {
  readonly stderr: string;
  constructor(argv: readonly string[], stderr: string, cause: unknown) {
    super(`podman ${argv[0] ?? ""} failed: ${stderr.trim() || String(cause)}`, { cause });
    this.name = "PodmanCommandError";
    this.stderr = stderr;
  }
}

/**
 * Runs `podman` and gives its standard output. Milliseconds. Rejects with PodmanCommandError. `cwd`: where what it
 * leaves running lives; conmon writes a file `oom` there when a process is killed for its memory.
 */
export async function podman(
  argv: readonly string[],
  options: { timeoutMs?: number; cwd?: string } = {},
): Promise<string> {
  try {
    const { stdout } = await run("podman", [...GLOBAL_ARGUMENTS, ...argv], {
      timeout: options.timeoutMs ?? 30_000,
      cwd: options.cwd,
      maxBuffer: 16 * 1024 * 1024,
    });
    return stdout;
  } catch (cause) {
    const stderr = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : "";
    throw new PodmanCommandError(argv, stderr, cause);
  }
}

/** `podman ... --format json`, parsed; the caller checks the shape. */
export async function podmanJson(argv: readonly string[]): Promise<unknown> {
  return JSON.parse((await podman(argv)) || "null");
}
