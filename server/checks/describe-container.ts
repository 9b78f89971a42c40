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

/** The step to the same container with one more option, whichever way it was made. */
export function onceMoreWith({ name, service }: ContainerFacts, option: string): string {
  if (service !== undefined) {
    return `What \`${option}\` does is a line of ${quote(service)} in the compose file; then \`docker compose up -d\` makes it anew.`;
  }
  return `Remove it with ${quote(`docker rm -f ${name}`)}, then start it again with \`${option}\`.`;
}

/** Where, in the engine's chain of who failed because of whom, the cause begins. */
const CAUSE = /unable to start container process: |connectivity on endpoint \S+ \([0-9a-f]+\): /;

function startReason(startError: string): string {
  return (startError.split(CAUSE).at(-1) ?? startError).replace(/: unknown$/, "");
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
