import type { CheckSpecOf } from "../lessons/schema.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import { readContainerEvents } from "./container-events.ts";
import type { ContainerFacts } from "./container-facts.ts";
import { actionOf } from "./engine-events.ts";
import { quote } from "./quote.ts";
import type { Miss } from "./verdict.ts";

/** Of a process that was ended by SIGKILL: 128 and the signal's number. */
const KILLED = 137;

export async function oomMiss(
  facts: ContainerFacts,
  { oomKilled }: CheckSpecOf<"container">,
  engine: EngineClient,
): Promise<Miss | undefined> {
  if (oomKilled === undefined || (await wasOomKilled(facts, engine)) === oomKilled) return undefined;
  const name = quote(facts.name);
  const ended = `The kernel ended a process of ${name}, which used more memory than it may.`;
  const notEnded = `No process of ${name} was ended for want of memory.`;
  return oomKilled
    ? { found: notEnded, expected: ended, next: `Let ${name} use more memory than its limit.` }
    : { found: ended, expected: notEnded, next: "Give it a higher limit, or let it use less." };
}

/**
 * On cgroup v1 the engine now and then misses it when that was the container's last process: its control group is gone
 * before the kernel's word is read. Then it was the kernel if a container with a limit was killed, and nobody had the
 * engine do it.
 */
async function wasOomKilled(facts: ContainerFacts, engine: EngineClient): Promise<boolean> {
  if (facts.oomKilled) return true;
  if (facts.status !== "exited" || facts.exitCode !== KILLED || facts.memory === undefined) return false;
  const events = await readContainerEvents(engine, facts.name);
  const own = events.filter(({ Actor }) => Actor.ID === facts.id).map(actionOf);
  const latest = own.slice(own.lastIndexOf("start") + 1);
  return latest.includes("die") && !latest.includes("kill");
}
