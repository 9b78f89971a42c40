import { spawn } from "node:child_process";

/** Between asking a process to end and ending it: Podman finishes what must not be cut in half. Milliseconds. */
const GRACE_MS = 2_000;
/** A list of every container of a full host, as JSON, takes about a megabyte. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

export interface ProgramOutcome {
  /** `late`: it was ended at its deadline; `missing`: there is no such program. */
  readonly end: "done" | "failed" | "late" | "missing";
  readonly stdout: string;
  readonly stderr: string;
  /** For the log: exit code, signal, or why it did not start. */
  readonly detail: string;
}

/**
 * Runs a program in a process group of its own, which is ended as a whole at the deadline: a child that holds the
 * output open cannot make us wait. Never rejects. `gone` resolves when no process of it is left to reckon with, which
 * for one that even the kernel cannot end is later than the outcome.
 */
export function runInTime(
  argv: readonly [string, ...string[]],
  { timeoutMs, cwd }: { timeoutMs: number; cwd?: string | undefined },
): { outcome: Promise<ProgramOutcome>; gone: Promise<void> } {
  const [file, ...args] = argv;
  const outcome = Promise.withResolvers<ProgramOutcome>();
  const gone = Promise.withResolvers<void>();
  const child = spawn(file, args, { cwd, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = [new Gathered(), new Gathered()];
  child.stdout.on("data", (chunk: Buffer) => stdout.add(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.add(chunk));
  let late = false;

  const settle = (end: ProgramOutcome["end"], detail: string) => {
    clearTimeout(deadline);
    outcome.resolve({ end, detail, stdout: stdout.text, stderr: stderr.text });
  };
  const signalGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // Gone already, which is what was wanted.
    }
  };
  const deadline = setTimeout(() => {
    late = true;
    signalGroup("SIGTERM");
    const end = setTimeout(() => {
      signalGroup("SIGKILL");
      child.stdout.destroy();
      child.stderr.destroy();
      settle("late", `no end within ${timeoutMs} ms`);
    }, GRACE_MS);
    child.once("close", () => clearTimeout(end));
  }, timeoutMs);

  child.once("error", (error: NodeJS.ErrnoException) => {
    if (child.pid !== undefined) return;
    settle(error.code === "ENOENT" ? "missing" : "failed", error.message);
    gone.resolve();
  });
  child.once("exit", () => gone.resolve());
  child.once("close", (code, signal) => {
    if (late) settle("late", `no end within ${timeoutMs} ms`);
    else settle(code === 0 ? "done" : "failed", signal ?? `exit code ${code}`);
  });
  return { outcome: outcome.promise, gone: gone.promise };
}

class Gathered {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= MAX_OUTPUT_BYTES) this.#chunks.push(chunk);
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
