import type { CheckSpecOf } from "../lessons/schema.ts";
import type { ContainerFacts } from "./container-facts.ts";
import { onceMoreWith } from "./describe-container.ts";
import { quote } from "./quote.ts";
import { isWithin, rangeWords } from "./range-words.ts";
import type { Miss } from "./verdict.ts";

type ContainerSpec = CheckSpecOf<"container">;

const MIB = 1024 * 1024;

/** In the unit that `-m 64m` is read in. */
export function memoryMiss(facts: ContainerFacts, { memory: wanted }: ContainerSpec): Miss | undefined {
  const limit = facts.memory === undefined ? undefined : facts.memory / MIB;
  if (wanted === undefined || isWithin(limit, wanted)) return undefined;
  const name = quote(facts.name);
  return {
    found:
      limit === undefined
        ? `${name} has no memory limit.`
        : `${name} may use ${rounded(limit)} MB of memory.`,
    expected: `${name} may use ${rangeWords(wanted, "MB")} of memory.`,
    next: onceMoreWith(facts, `--memory ${wanted.max ?? wanted.min}m`),
  };
}

export function cpusMiss(facts: ContainerFacts, { cpus: wanted }: ContainerSpec): Miss | undefined {
  const limit = facts.cpus;
  if (wanted === undefined || isWithin(limit, wanted)) return undefined;
  const name = quote(facts.name);
  return {
    found: limit === undefined ? `${name} has no CPU limit.` : `${name} may use ${rounded(limit)} CPUs.`,
    expected: `${name} may use ${rangeWords(wanted, "CPUs")}.`,
    next: onceMoreWith(facts, `--cpus ${wanted.max ?? wanted.min}`),
  };
}

export function pidsMiss(facts: ContainerFacts, { pids: wanted }: ContainerSpec): Miss | undefined {
  const limit = facts.pids;
  if (wanted === undefined || isWithin(limit, wanted)) return undefined;
  const name = quote(facts.name);
  return {
    found:
      limit === undefined
        ? `${name} has no limit of processes.`
        : `${name} may have ${rounded(limit)} processes.`,
    expected: `${name} may have ${rangeWords(wanted, "processes")}.`,
    next: onceMoreWith(facts, `--pids-limit ${wanted.max ?? wanted.min}`),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
