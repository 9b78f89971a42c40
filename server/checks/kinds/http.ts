import { isIPv4 } from "node:net";
import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { Check, CheckContext } from "../check.ts";
import { findContainerOrService, readContainerList } from "../container-facts.ts";
import { curl, type HttpAnswer } from "../curl.ts";
import { describeState } from "../describe-container.ts";
import { describePattern, quote } from "../quote.ts";
import { type Miss, notYet, PASSED } from "../verdict.ts";

type HttpSpec = CheckSpecOf<"http">;

/** What a request inside the sandbox is answered, at a published port or at a container's own address. */
export function httpCheck(spec: HttpSpec): Check {
  return {
    watches: ["container"],
    async run(context) {
      const target =
        spec.container === undefined
          ? `127.0.0.1:${spec.port}`
          : await addressOf(spec, spec.container, context);
      if (typeof target !== "string") return notYet({ ...target, expected: wanted(spec) }, spec);
      const url = `http://${target}${spec.path}`;
      const answer = await curl(context.sandbox, url);
      const miss = await missOf(answer, url, spec, context);
      return miss === undefined ? PASSED : notYet(miss, spec);
    },
  };
}

/** The container's own address on the engine's network, or what keeps it from having one. */
async function addressOf(
  { containerPort = 80 }: HttpSpec,
  name: string,
  { engine }: CheckContext,
): Promise<string | Omit<Miss, "expected">> {
  const facts = await findContainerOrService(engine, name);
  if (facts === undefined) {
    return {
      found: `There is no container named \`${name}\`.`,
      next: `\`docker run\` takes the name by \`--name ${name}\`, before the image.`,
    };
  }
  if (facts.status !== "running") {
    return {
      found: describeState(facts),
      next: `${quote(`docker logs ${facts.name}`)} shows what it printed.`,
      at: facts.status === "exited" ? facts.finishedAt : undefined,
    };
  }
  const address = facts.addresses.find((each) => isIPv4(each));
  if (address !== undefined) return containerPort === 80 ? address : `${address}:${containerPort}`;
  return {
    found: `${quote(facts.name)} is running, but it has no address of its own.`,
    next: "Start it without `--network`.",
  };
}

function wanted({ container, containerPort, port, path, status, contains, lacks }: HttpSpec): string {
  const inside = containerPort === undefined ? "" : ` on port ${containerPort}`;
  const who = container === undefined ? `Port ${port} of your machine` : `\`${container}\`${inside}`;
  const page = path === "/" ? "" : ` at \`${path}\``;
  if (contains !== undefined) return `${who} answers${page} with ${describePattern(contains)}.`;
  if (lacks !== undefined) return `${who} answers${page}, without ${describePattern(lacks)}.`;
  return `${who} answers${page}${status === 200 ? "" : ` with status ${status}`}.`;
}

async function missOf(
  answer: HttpAnswer,
  url: string,
  spec: HttpSpec,
  context: CheckContext,
): Promise<Miss | undefined> {
  if (answer.outcome === "refused") return { ...(await refused(spec, url, context)), expected: wanted(spec) };
  const found = otherThan(spec, answer, url);
  if (found === undefined) return undefined;
  const holder = spec.port === undefined ? undefined : await publisherOf(spec.port, context);
  return {
    found: holder === undefined ? found : `${found} ${holder}`,
    expected: wanted(spec),
    next: `See for yourself: ${quote(`curl ${url}`)}.`,
  };
}

type Connected = Exclude<HttpAnswer, { outcome: "refused" }>;

/** In which way the answer is not the one that is wanted. */
function otherThan(
  { status, contains, lacks }: HttpSpec,
  answer: Connected,
  url: string,
): string | undefined {
  const at = quote(url);
  switch (answer.outcome) {
    case "silent":
      return `${at} takes a connection, but gives no answer.`;
    case "slow":
      return `${at} gives no answer within 2 seconds.`;
    case "too-long":
      return `The answer at ${at} is longer than a page.`;
    case "answered":
      break;
  }
  if (answer.status !== status) return `${at} answers with status ${answer.status}.`;
  const begins = answer.body.trim() === "" ? "It is empty." : `It begins with ${quote(answer.body)}.`;
  if (contains !== undefined && !new RegExp(contains).test(answer.body)) {
    return `${at} answers, but without ${describePattern(contains)}. ${begins}`;
  }
  if (lacks === undefined || !new RegExp(lacks).test(answer.body)) return undefined;
  return `${at} still answers with ${describePattern(lacks)}. ${begins}`;
}

async function publisherOf(port: number, { engine }: CheckContext): Promise<string | undefined> {
  const publisher = (await readContainerList(engine)).find(({ publicPorts }) => publicPorts.includes(port));
  return publisher && `Port ${port} is published by ${quote(publisher.name)}.`;
}

async function refused({ container, port }: HttpSpec, url: string, { engine }: CheckContext) {
  if (container !== undefined) {
    return {
      found: `\`${container}\` is running, but nothing in it listens at ${quote(url)}.`,
      next: `\`docker logs ${container}\` shows what it printed.`,
    };
  }
  const published = (await readContainerList(engine)).flatMap(({ name, publicPorts }) =>
    [...new Set(publicPorts)].map((each) => `${quote(name)} has port ${each}`),
  );
  return {
    found: `Nothing listens on port ${port} of your machine.${published.length > 0 ? ` ${published.slice(0, 3).join(", ")}.` : ""}`,
    next: `\`-p ${port}:80\` publishes port 80 of a container there. \`docker ps\` lists what is published.`,
  };
}
