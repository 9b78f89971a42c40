import type { Sandbox } from "../sandbox/driver.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

const EXEC_MS = 3000;
/** What is longer is no file that a lesson asks for; its beginning is looked at. */
const MAX_FILE_BYTES = 64 * 1024;
/** Exit codes from here on say that the command itself could not be run. */
const COULD_NOT_RUN = 125;

/** Runs as the learner, in the home folder, with arguments that no shell reads. */
async function run(sandbox: Sandbox, argv: readonly string[]) {
  const result = await sandbox.exec(argv, { timeoutMs: EXEC_MS });
  if (result.exitCode >= COULD_NOT_RUN) {
    throw new SandboxError({
      code: "sandbox-failed",
      learnerMessage: "Your files could not be looked at. Look again in a moment.",
      detail: `${argv[0]} exited with ${result.exitCode}: ${result.stderr.slice(0, 200)}`,
    });
  }
  return result;
}

/** `other`: a device, a pipe and so on, which must not be read. Links are followed, inside the sandbox. */
export async function typeOfFile(
  sandbox: Sandbox,
  file: string,
): Promise<"absent" | "file" | "folder" | "other"> {
  const { exitCode, stdout } = await run(sandbox, ["stat", "--dereference", "--format=%F", "--", file]);
  if (exitCode !== 0) return "absent";
  if (stdout.startsWith("regular")) return "file";
  return stdout.startsWith("directory") ? "folder" : "other";
}

/** The file's beginning as text; `undefined` when the learner may not read it. */
export async function readFileText(sandbox: Sandbox, file: string): Promise<string | undefined> {
  const { exitCode, stdout } = await run(sandbox, ["head", "-c", String(MAX_FILE_BYTES), "--", file]);
  return exitCode === 0 ? stdout : undefined;
}

/** Names in a folder; `undefined` when there is no such folder. */
export async function listFolder(sandbox: Sandbox, folder: string): Promise<string[] | undefined> {
  const { exitCode, stdout } = await run(sandbox, ["ls", "-1", "--", `${folder}/`]);
  return exitCode === 0 ? stdout.split("\n").filter((name) => name !== "") : undefined;
}
