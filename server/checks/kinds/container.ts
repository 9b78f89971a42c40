import type { Check, CheckContext } from "../check.ts";
import { type ContainerSpec, isMadeFrom, missesOf } from "../container-conditions.ts";
import { exitCodeOf, readContainerEvents } from "../container-events.ts";
import {
  type ContainerFacts,
  findContainer,
  type ListedContainer,
  listContainers,
  readContainerList,
} from "../container-facts.ts";
import { describeWanted, wantedState } from "../container-process.ts";
import { describeCompose } from "../container-settings.ts";
import { describeState, lastLineOf } from "../describe-container.ts";
import { portHolder } from "../port-holder.ts";
import { quote, quoteList } from "../quote.ts";
import { type Miss, notYet, PASSED } from "../verdict.ts";

/** A container exists and looks as the spec says. */
export function containerCheck(spec: ContainerSpec): Check {
  return {
    watches: ["container"],
    async run(context) {
      const miss =
        spec.name === undefined ? await anyMiss(spec, context) : await namedMiss(spec, spec.name, context);
      return miss === undefined ? PASSED : notYet(miss, spec);
    },
  };
}

async function namedMiss(
  spec: ContainerSpec,
  name: string,
  context: CheckContext,
): Promise<Miss | undefined> {
  const facts = await findContainer(context.engine, name);
  if (facts === undefined) return absentMiss(spec, name, context);
  const [miss] = await missesOf(facts, spec, context.engine);
  return miss && withLastLine(miss, facts, spec, context);
}

/** A container that should run and has failed says best itself why. */
async function withLastLine(
  miss: Miss,
  facts: ContainerFacts,
  spec: ContainerSpec,
  { sandbox }: CheckContext,
) {
  const failed = facts.status === "exited" && facts.exitCode !== 0;
  if (!failed || wantedState(spec) !== "running" || !miss.found.startsWith(describeState(facts))) return miss;
  const line = await lastLineOf(sandbox, facts);
  return line === undefined
    ? miss
    : { ...miss, found: `${miss.found} Its last line was ${quote(line, 120)}.` };
}

async function absentMiss(spec: ContainerSpec, name: string, { engine }: CheckContext): Promise<Miss> {
  const made = spec.image === undefined ? "" : `, made from \`${spec.image}\``;
  const expected = `A container named \`${name}\` ${describeWanted(spec)}${made}.`;
  const say = (found: string, next: string) => ({ found, expected, next });
  const holder = spec.port?.host === undefined ? undefined : await portHolder(engine, spec.port.host);
  const taken = holder === undefined ? "" : ` ${holder}`;
  const byName = `\`docker run\` takes the name by \`--name ${name}\`, before the image.`;

  const others = await listContainers(engine);
  const misled = others.find(
    ({ command }) => command.includes(`--name ${name}`) || command.includes(`--name=${name}`),
  );
  if (misled !== undefined) {
    return say(
      `There is no container named \`${name}\`. ${quote(misled.name)} took \`--name ${name}\` for its command.`,
      "What stands behind the image is the command. Options stand before it.",
    );
  }
  for (const other of others) {
    if ((await missesOf(other, spec, engine)).length === 0) {
      return say(
        `There is no container named \`${name}\`. ${quote(other.name)} has all that is asked for but the name.`,
        `${byName} Or rename this one: ${quote(`docker rename ${other.name} ${name}`)}.`,
      );
    }
  }
  const ended = await endedAndRemoved(name, spec, engine);
  if (ended !== undefined) return { ...ended, expected };
  for (const other of others) {
    if (spec.image !== undefined && (await isMadeFrom(other, spec.image, engine))) {
      return say(
        `There is no container named \`${name}\`. The latest from \`${spec.image}\` is ${quote(other.name)}.${taken}`,
        byName,
      );
    }
  }
  return say(`There is no container named \`${name}\`.${taken}`, byName);
}

/** It was there: what became of it, as the engine remembers. */
async function endedAndRemoved(name: string, spec: ContainerSpec, engine: CheckContext["engine"]) {
  const events = await readContainerEvents(engine, name);
  if (events.at(-1)?.Action !== "destroy") return undefined;
  const die = events.findLast(({ Action }) => Action === "die");
  if (die === undefined)
    return { found: `\`${name}\` was removed before it was started.`, next: "Make it again." };
  return {
    found: `\`${name}\` ended with code ${exitCodeOf(die) ?? "unknown"} and was removed.`,
    next:
      wantedState(spec) === "exited"
        ? "Make it again, without `--rm`: then it stays when it has ended."
        : "Make it again, with a command that goes on running.",
  };
}

async function anyMiss(spec: ContainerSpec, context: CheckContext): Promise<Miss | undefined> {
  const { engine } = context;
  const composed = spec.service !== undefined || spec.project !== undefined;
  const containers = await listContainers(engine, (listed) => !composed || isComposed(listed, spec));
  let closest: { facts: ContainerFacts; misses: Miss[] } | undefined;
  for (const facts of containers) {
    if (spec.image !== undefined && !(await isMadeFrom(facts, spec.image, engine))) continue;
    const misses = await missesOf(facts, spec, engine);
    if (misses.length === 0) return undefined;
    if (closest === undefined || misses.length < closest.misses.length) closest = { facts, misses };
  }
  const [miss] = closest?.misses ?? [];
  if (closest !== undefined && miss !== undefined) return withLastLine(miss, closest.facts, spec, context);
  return composed ? noneComposed(spec, containers, engine) : noneMade(spec, containers);
}

function isComposed({ service, project }: ListedContainer, wanted: ContainerSpec): boolean {
  const isOfService = wanted.service === undefined || service === wanted.service;
  return isOfService && (wanted.project === undefined || project === wanted.project);
}

function noneMade(spec: ContainerSpec, [latest]: readonly ContainerFacts[]): Miss {
  const made = spec.image === undefined ? "" : ` from \`${spec.image}\``;
  return {
    found: latest
      ? `No container was made${made}. The latest, ${quote(latest.name)}, was made from ${quote(latest.image)}.`
      : `No container was made${made}.`,
    expected: `A container${made} ${describeWanted(spec)}.`,
    next:
      spec.image === undefined
        ? "`docker run` makes one."
        : `\`docker run\` takes the image's name: \`${spec.image}\`.`,
  };
}

/** Containers of the service may be there, but from another image. */
async function noneComposed(
  spec: ContainerSpec,
  [latest]: readonly ContainerFacts[],
  engine: CheckContext["engine"],
): Promise<Miss> {
  const expected = `A container ${describeCompose(spec)} ${describeWanted(spec)}.`;
  if (latest !== undefined) {
    return {
      found: `${quote(latest.name)} was made from ${quote(latest.image)}.`,
      expected: `It is made from \`${spec.image}\`.`,
      next: "`image:` in the compose file says from which; then `docker compose up -d` makes it anew.",
    };
  }
  const services = (await readContainerList(engine)).flatMap(({ service, project }) =>
    service === undefined ? [] : `${service} (${project ?? "no project"})`,
  );
  const others = [...new Set(services)];
  return {
    found: `There is no container ${describeCompose(spec)}${others.length > 0 ? `, but of ${quoteList(others)}` : ""}.`,
    expected,
    next: "`docker compose up -d`, in the folder of the compose file, makes its containers.",
  };
}
