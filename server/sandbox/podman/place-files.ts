import type { ExecOptions, ExecResult } from "../driver.ts";
import { SandboxError } from "../sandbox-error.ts";

/** Its arguments are pairs of name and bytes; the contents come one after the other on its input. */
const SCRIPT =
  'while [ $# -gt 0 ]; do install -D -m 0644 /dev/null "$1" && head -c "$2" >"$1" || exit 1; shift 2; done';

/** Lesson files go through one exec inside: a path in the sandbox is never opened from the host. */
export async function placeFiles(
  exec: (argv: readonly string[], options: ExecOptions) => Promise<ExecResult>,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const entries = Object.entries(files);
  if (entries.length === 0) return;
  const names = entries.flatMap(([file, content]) => [file, String(Buffer.byteLength(content))]);
  const stdin = entries.map(([, content]) => content).join("");
  const placed = await exec(["sh", "-c", SCRIPT, "place-files", ...names], { stdin });
  if (placed.exitCode === 0) return;
  throw new SandboxError({
    code: "sandbox-failed",
    learnerMessage: "The lesson's files could not be put on your machine. Try again.",
    detail: `placing ${entries.map(([file]) => file).join(", ")}: ${placed.stderr.slice(0, 200)}`,
  });
}
