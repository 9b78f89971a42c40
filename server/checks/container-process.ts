import type { CheckSpecOf } from "../lessons/schema.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import type { ContainerFacts } from "./container-facts.ts";
import { describeState } from "./describe-container.ts";
import { portHolder } from "./port-holder.ts";
import { describePattern, quote } from "./quote.ts";
import type { Miss } from "./verdict.ts";

type ContainerSpec = CheckSpecOf<"container">;

/** The state that the check wants: an exit code is only there once the container has exited. */
export function wantedState({ state, exitCode, notExitCode }: ContainerSpec): ContainerSpec["state"] {
  return state ?? (exitCode === undefined && notExitCode === undefined ? undefined : "exited");
}

/** "is running", "has exited with code 3": what the check looks for, to follow the container's name. */
export function describeWanted(spec: ContainerSpec): string {
  const wanted = wantedState(spec);
  if (wanted === undefined) return "exists";
  if (wanted === "created") return "is created, and not started";
  if (wanted !== "exited") return `is ${wanted}`;
  if (spec.exitCode !== undefined) return `has exited with code ${spec.exitCode}`;
  if (spec.notExitCode !== undefined) return `has exited with a code other than ${spec.notExitCode}`;
  return "has exited";
}

export async function stateMiss(
  facts: ContainerFacts,
  spec: ContainerSpec,
  engine: EngineClient,
): Promise<Miss | undefined> {
  const wanted = wantedState(spec);
  if (wanted === undefined || facts.status === wanted) return undefined;
  const port = facts.status === "created" ? takenPort(facts.startError) : undefined;
  const holder = port === undefined ? undefined : await portHolder(engine, port, facts.name);
  return {
    found: `${describeState(facts)}${holder === undefined ? "" : ` ${holder}`}`,
    expected: `${quote(facts.name)} ${describeWanted(spec)}.`,
    next: nextToState(facts, wanted),
    at: facts.status === "exited" ? facts.finishedAt : undefined,
  };
}

/** The port that the engine could not bind, as it says so. */
function takenPort(startError: string): number | undefined {
  const [, port] = /:(\d{1,5}) failed: port is already allocated/.exec(startError) ?? [];
  return port === undefined ? undefined : Number(port);
}

function nextToState({ name, status, startError }: ContainerFacts, wanted: string): string {
  const command = (verb: string) => quote(`docker ${verb} ${name}`);
  if (wanted === "created")
    return `Remove it with ${command("rm -f")}. \`docker create\` makes one without starting it.`;
  if (status === "paused") return `${command("unpause")} lets it go on.`;
  if (status === "created" && startError === "") return `${command("start")} starts it.`;
  if (status === "created") return `Remove it with ${command("rm")}. ${nextToStartError(startError)}`;
  if (wanted === "paused") return `Once it runs, ${command("pause")} stops its processes where they are.`;
  if (wanted === "running") {
    return `${command("logs")} shows what it printed. ${command("rm")} frees its name for another try.`;
  }
  return `Wait until its command ends, or end it with ${command("stop")}.`;
}

function nextToStartError(startError: string): string {
  if (/port is already allocated|address already in use/.test(startError)) {
    return "`docker ps` shows which container holds the port; take another, or stop that one.";
  }
  if (/executable file not found|no such file or directory/.test(startError)) {
    return "Try again with a command that the image has.";
  }
  return "Then try again without what the reason names.";
}

export function exitCodeMiss(facts: ContainerFacts, spec: ContainerSpec): Miss | undefined {
  const { exitCode, notExitCode } = spec;
  if (facts.status !== "exited") return undefined;
  const fits = (exitCode === undefined || facts.exitCode === exitCode) && facts.exitCode !== notExitCode;
  if (fits) return undefined;
  return {
    found: `${quote(facts.name)} exited with code ${facts.exitCode}.`,
    expected: `${quote(facts.name)} ${describeWanted({ ...spec, state: "exited" })}.`,
    next: `Remove it with ${quote(`docker rm ${facts.name}`)}, then make one whose first process ends with ${
      exitCode === undefined ? "another code" : `code ${exitCode}`
    }.`,
    at: facts.finishedAt,
  };
}

export function commandMiss(facts: ContainerFacts, { command }: ContainerSpec): Miss | undefined {
  if (command === undefined || new RegExp(command).test(facts.command)) return undefined;
  const name = quote(facts.name);
  return {
    found: `The command of ${name} is ${quote(facts.command)}.`,
    expected: `The command of ${name} is ${describePattern(command)}.`,
    next: `Remove it with ${quote(`docker rm -f ${facts.name}`)}, then try again. The command stands behind the image.`,
  };
}
