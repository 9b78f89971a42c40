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
        : `${who} was created, but it could not start: ${quote(startError, 160)}.`;
    default:
      return `${who} is ${oneLine(status, 20)}.`;
  }
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
