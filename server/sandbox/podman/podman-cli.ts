import { hostRights } from "./host-rights.mjs";
import { type ProgramOutcome, runInTime } from "./run-in-time.ts";
import { Slots } from "./slots.ts";

/** A command line of Podman. `--cgroup-manager cgroupfs` works with and without systemd, where control groups are ours. */
export const podmanCommand = (...argv: readonly string[]): [string, ...string[]] => [
  "podman",
  "--cgroup-manager",
  "cgroupfs",
  ...hostRights().podmanOptions,
  ...argv,
];
/** Podman works through one lock of its own: more at once only wait there, each with its memory. */
const AT_ONCE = 8;
/** A machine is made in half a second; on a host that is far too busy this takes a while. Milliseconds. */
const CHANGE_MS = 30_000;
/** A question is answered in a tenth of a second. */
export const QUESTION_MS = 10_000;

const slots = new Slots(AT_ONCE);

/** `busy`: there was no place to run it in time, because those that run do not end. */
export type PodmanFault = Exclude<ProgramOutcome["end"], "done"> | "busy";

export class PodmanCommandError extends Error {
  readonly fault: PodmanFault;
  readonly stderr: string;

  constructor(
    argv: readonly string[],
    { fault, stderr, detail }: { fault: PodmanFault; stderr: string; detail: string },
  ) {
    super(`podman ${argv[0] ?? ""}: ${fault}: ${stderr.trim() || detail}`);
    this.name = "PodmanCommandError";
    this.fault = fault;
    this.stderr = stderr;
  }
}

/**
 * Runs `podman` and gives its standard output. Rejects with PodmanCommandError, at `timeoutMs` and a short grace at
 * the latest; then the process has been ended, and counts against the few that may run at once until it is gone.
 * `cwd`: where what it leaves running lives; conmon writes a file `oom` there when a process is killed for its memory.
 */
export async function podman(
  argv: readonly string[],
  { timeoutMs = CHANGE_MS, cwd }: { timeoutMs?: number; cwd?: string } = {},
): Promise<string> {
  const asked = performance.now();
  // Who begins has time left to end in.
  const leave = await slots.take(timeoutMs / 2);
  if (leave === undefined) {
    throw new PodmanCommandError(argv, {
      fault: "busy",
      stderr: "",
      detail: `${AT_ONCE} commands of Podman run already, and none ended within ${timeoutMs / 2} ms`,
    });
  }
  const left = Math.max(1, timeoutMs - (performance.now() - asked));
  const { outcome, gone } = runInTime(podmanCommand(...argv), { timeoutMs: left, cwd });
  void gone.then(leave);
  const { end, stdout, stderr, detail } = await outcome;
  if (end === "done") return stdout;
  throw new PodmanCommandError(argv, { fault: end, stderr, detail });
}

/** `podman ... --format json`, parsed; the caller checks the shape. */
export async function podmanJson(argv: readonly string[]): Promise<unknown> {
  return JSON.parse((await podman(argv, { timeoutMs: QUESTION_MS })) || "null");
}
