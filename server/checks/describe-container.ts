import type { Sandbox } from "../sandbox/driver.ts";
import type { ContainerFacts } from "./container-facts.ts";
import { oneLine, quote } from "./quote.ts";

/** How the container is, as a whole sentence about it. */
export function describeState({ name, status, exitCode, startError }: ContainerFacts): string {
  const who = quote(name);
  switch (status) {
    case "running":
    case "paused":
      return `${who} is ${status}.`;
    case "exited":
      return `${who} exists, but it exited with code ${exitCode}.`;
    case "created":
      return startError === ""
        ? `${who} was created, but not started.`
        : `${who} was created, but it could not start: ${quote(startReason(startError), 160)}.`;
    default:
      return `${who} is ${oneLine(status, 20)}.`;
  }
}

/** The engine tells the whole chain of who failed because of whom; the cause stands last. */
function startReason(startError: string): string {
  const cause = startError.split("unable to start container process: ").at(-1) ?? startError;
  return cause.replace(/: unknown$/, "");
}

const LOGS_MS = 2000;

/** The last line that the container printed, as the engine kept it; `undefined` when there is none to be had. */
export async function lastLineOf(sandbox: Sandbox, { id }: ContainerFacts): Promise<string | undefined> {
  try {
    const { exitCode, stdout, stderr } = await sandbox.exec(["docker", "logs", "--tail", "1", id], {
      timeoutMs: LOGS_MS,
    });
    const line = oneLine(`${stdout}\n${stderr}`, 120);
    return exitCode === 0 && line !== "" ? line : undefined;
  } catch {
    // A detail that helps; what the check found can be said without it.
    return undefined;
  }
}
