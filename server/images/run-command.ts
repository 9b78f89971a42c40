import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Lines of the error output that go into the error. */
const KEPT_LINES = 15;

export class CommandError extends Error {
  readonly exitCode: number | null;
  constructor(argv: readonly string[], exitCode: number | null, lastLines: readonly string[]) {
    super(`${argv[0]} failed (${exitCode ?? "killed"}):\n${lastLines.join("\n")}`);
    this.name = "CommandError";
    this.exitCode = exitCode;
  }
}

/**
 * Runs a program and gives its standard output; each line of its error output goes to `onLine` as it comes. For
 * commands that end by themselves, however long they take; an `onLine` that throws ends the command, and that error
 * is the result. Rejects with CommandError, or when the program cannot be started.
 */
export function runCommand(
  argv: readonly [string, ...string[]],
  options: { cwd?: string; env?: Readonly<Record<string, string>>; onLine?: (line: string) => void } = {},
): Promise<string> {
  const [program, ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, LC_ALL: "C.UTF-8", ...options.env },
    });
    const output: Buffer[] = [];
    const lastLines: string[] = [];
    let stoppedBy: { cause: unknown } | undefined;
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    createInterface({ input: child.stderr }).on("line", (line) => {
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      try {
        options.onLine?.(line);
      } catch (cause) {
        stoppedBy ??= { cause };
        child.kill("SIGTERM");
      }
    });
    child.once("error", reject);
    child.once("close", (exitCode) => {
      if (stoppedBy !== undefined) reject(stoppedBy.cause);
      else if (exitCode === 0) resolve(Buffer.concat(output).toString("utf8"));
      else reject(new CommandError(argv, exitCode, lastLines));
    });
  });
}
