import type { z } from "zod";
import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { EngineClient } from "../../sandbox/engine-client.ts";
import type { Check } from "../check.ts";
import { type ListedContainer, readContainerList } from "../container-facts.ts";
import { NetworkList, parseReply } from "../engine-replies.ts";
import { quote, quoteList } from "../quote.ts";
import { type Miss, notYet, PASSED } from "../verdict.ts";

type NetworkSpec = CheckSpecOf<"network">;
type Network = z.infer<typeof NetworkList>[number];

/** What compose calls a network in its file; on the engine the project's name stands before it. */
const COMPOSE_LABEL = "com.docker.compose.network";
/** Networks that every engine has. */
const BUILT_IN = ["bridge", "host", "none"];

/** A network is, or is no longer, on the engine, and these containers are on it. */
export function networkCheck(spec: NetworkSpec): Check {
  return {
    watches: ["network", "container"],
    async run({ engine }) {
      const networks = parseReply(NetworkList, await engine.get("/networks"));
      const found = networks.filter(
        ({ Name, Labels }) => Name === spec.name || Labels[COMPOSE_LABEL] === spec.name,
      );
      const miss = spec.present
        ? await presentMiss(found, networks, spec, engine)
        : stillThere(found[0], spec, await readContainerList(engine));
      return miss === undefined ? PASSED : notYet(miss, spec);
    },
  };
}

function stillThere(
  network: Network | undefined,
  { name }: NetworkSpec,
  containers: readonly ListedContainer[],
): Miss | undefined {
  if (network === undefined) return undefined;
  const on = namesOn(network, containers);
  const who = quote(network.Name);
  return {
    found: `The network ${who} is still there${on.length > 0 ? `, with ${quoteList(on)} on it` : ""}.`,
    expected: `There is no network named \`${name}\` any more.`,
    next: `${quote(`docker network rm ${network.Name}`)} removes it, once no container is on it.`,
  };
}

/** Several may have the name that compose gave them: one that fits is enough. */
async function presentMiss(
  found: readonly Network[],
  all: readonly Network[],
  spec: NetworkSpec,
  engine: EngineClient,
): Promise<Miss | undefined> {
  const { name } = spec;
  if (found.length === 0) {
    const others = all.map(({ Name }) => Name).filter((each) => !BUILT_IN.includes(each));
    return {
      found: `There is no network named \`${name}\`${others.length > 0 ? `, but ${quoteList(others)}` : ""}.`,
      expected: `A network named \`${name}\` is there.`,
      next: `${quote(`docker network create${spec.internal ? " --internal" : ""} ${name}`)} makes it.`,
    };
  }
  const containers = spec.connects === undefined ? [] : await readContainerList(engine);
  const misses = found.map((network) => looksMiss(network, spec) ?? connectsMiss(network, spec, containers));
  return misses.includes(undefined) ? undefined : misses[0];
}

function looksMiss(network: Network, { name, internal, driver }: NetworkSpec): Miss | undefined {
  const who = quote(network.Name);
  const again = `Disconnect what is on it and remove it with ${quote(`docker network rm ${network.Name}`)}.`;
  if (driver !== undefined && network.Driver !== driver) {
    return {
      found: `The driver of the network ${who} is ${quote(network.Driver)}.`,
      expected: `The driver of the network \`${name}\` is \`${driver}\`.`,
      next: `${again} Then make it with \`--driver ${driver}\`.`,
    };
  }
  if (internal === undefined || network.Internal === internal) return undefined;
  const closed = "has no way out: it is internal";
  const open = "has a way out: it is not internal";
  return {
    found: `The network ${who} ${internal ? open : closed}.`,
    expected: `The network \`${name}\` ${internal ? closed : open}.`,
    next: `${again} Then make it ${internal ? "with" : "without"} \`--internal\`.`,
  };
}

function connectsMiss(
  network: Network,
  { name, connects = [] }: NetworkSpec,
  containers: readonly ListedContainer[],
): Miss | undefined {
  const on = containers.filter(({ networkIds }) => networkIds.includes(network.Id));
  const missing = connects.filter(
    (wanted) => !on.some((container) => container.name === wanted || container.service === wanted),
  );
  const [first] = missing;
  if (first === undefined) return undefined;
  const there = containers.some((container) => container.name === first || container.service === first);
  return {
    found:
      on.length === 0
        ? `No container is on the network ${quote(network.Name)}.`
        : `On the network ${quote(network.Name)} there is ${quoteList(on.map((container) => container.name))}, but not ${quoteList(missing)}.`,
    expected: `On the network \`${name}\` there is ${quoteList(connects, connects.length)}.`,
    next: there
      ? `${quote(`docker network connect ${network.Name} ${first}`)} joins it.`
      : `Start \`${first}\` with \`--network ${name}\`.`,
  };
}

function namesOn(network: Network, containers: readonly ListedContainer[]): string[] {
  return containers.filter(({ networkIds }) => networkIds.includes(network.Id)).map(({ name }) => name);
}
