import type { CheckSpecOf } from "../lessons/schema.ts";
import type { ContainerFacts } from "./container-facts.ts";
import { onceMoreWith } from "./describe-container.ts";
import { variableMiss } from "./named-values.ts";
import { describePattern, quote, quoteList } from "./quote.ts";
import type { Miss } from "./verdict.ts";

type ContainerSpec = CheckSpecOf<"container">;

export function entrypointMiss(facts: ContainerFacts, { entrypoint }: ContainerSpec): Miss | undefined {
  if (entrypoint === undefined || new RegExp(entrypoint).test(facts.entrypoint)) return undefined;
  const name = quote(facts.name);
  return {
    found:
      facts.entrypoint === ""
        ? `${name} has no entrypoint.`
        : `The entrypoint of ${name} is ${quote(facts.entrypoint)}.`,
    expected: `The entrypoint of ${name} is ${describePattern(entrypoint)}.`,
    next: onceMoreWith(facts, "--entrypoint"),
  };
}

export function envMiss(facts: ContainerFacts, { env }: ContainerSpec): Miss | undefined {
  const miss = env && variableMiss(facts.env, env, quote(facts.name));
  return miss && { ...miss, next: onceMoreWith(facts, `-e ${miss.name}=...`) };
}

export function restartMiss(facts: ContainerFacts, { restart }: ContainerSpec): Miss | undefined {
  if (restart === undefined || facts.restart === restart) return undefined;
  const name = quote(facts.name);
  return {
    found: `The restart policy of ${name} is ${quote(facts.restart)}.`,
    expected: `The restart policy of ${name} is \`${restart}\`.`,
    next: `${quote(`docker update --restart ${restart} ${facts.name}`)} changes it where it is.`,
  };
}

/** Compose puts the project's name before the network's. */
export function networkMiss(facts: ContainerFacts, { network }: ContainerSpec): Miss | undefined {
  if (network === undefined) return undefined;
  const names = facts.project === undefined ? [network] : [network, `${facts.project}_${network}`];
  if (facts.networks.some((each) => names.includes(each))) return undefined;
  const name = quote(facts.name);
  return {
    found:
      facts.networks.length === 0
        ? `${name} is on no network.`
        : `${name} is on the network ${quoteList(facts.networks)}.`,
    expected: `${name} is on the network \`${network}\`.`,
    next: `${quote(`docker network connect ${network} ${facts.name}`)} joins it, or \`--network ${network}\` when it starts.`,
  };
}

export function composeMiss(facts: ContainerFacts, { service, project }: ContainerSpec): Miss | undefined {
  const name = quote(facts.name);
  const expected = describeCompose({ service, project });
  if (service !== undefined && facts.service !== service) {
    return {
      found:
        facts.service === undefined
          ? `${name} was not made by \`docker compose\`.`
          : `${name} is of the service ${quote(facts.service)}.`,
      expected: `${name} is ${expected}.`,
      next: "`docker compose up -d` makes the containers of the compose file in this folder.",
    };
  }
  if (project === undefined || facts.project === project) return undefined;
  return {
    found:
      facts.project === undefined
        ? `${name} was not made by \`docker compose\`.`
        : `${name} is of the compose project ${quote(facts.project)}.`,
    expected: `${name} is ${expected}.`,
    next: `The folder's name is the project's, unless \`name:\` in the compose file or \`-p ${project}\` says another.`,
  };
}

/** "of the compose service `web` in the project `shop`" */
export function describeCompose({ service, project }: Pick<ContainerSpec, "service" | "project">): string {
  if (service === undefined) return `of the compose project \`${project}\``;
  return `of the compose service \`${service}\`${project === undefined ? "" : ` in the project \`${project}\``}`;
}
