import { isIPv4 } from "node:net";
import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { Check, CheckContext } from "../check.ts";
import { findContainer, listContainers } from "../container-facts.ts";
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
        spec.container === undefined ? `127.0.0.1:${spec.port}` : await addressOf(spec.container, context);
      if (typeof target !== "string") return notYet({ ...target, expected: wanted(spec) }, spec);
      const url = `http://${target}${spec.path}`;
      const answer = await curl(context.sandbox, url);
      const miss = await missOf(answer, url, spec, context);
      return miss === undefined ? PASSED : notYet(miss, spec);
    },
  };
}

/** The container's own address on the engine's network, or what keeps it from having one. */
async function addressOf(name: string, { engine }: CheckContext): Promise<string | Omit<Miss, "expected">> {
  const facts = await findContainer(engine, name);
  if (facts === undefined) {
    return {
      found: `There is no container named \`${name}\`.`,
      next: `\`docker run\` takes the name by \`--name ${name}\`, before the image.`,
    };
  }
  if (facts.status !== "running") {
    return { found: describeState(facts), next: `\`docker logs ${name}\` shows what it printed.` };
  }
  const address = facts.addresses.find((each) => isIPv4(each));
  return (
    address ?? {
      found: `\`${name}\` is running, but it has no address of its own.`,
      next: "Start it without `--network`.",
    }
  );
}

function wanted({ container, port, path, status, contains }: HttpSpec): string {
  const who = container === undefined ? `Port ${port} of your machine` : `\`${container}\``;
  const page = path === "/" ? "" : ` at \`${path}\``;
  if (contains !== undefined) return `${who} answers${page} with ${describePattern(contains)}.`;
  return `${who} answers${page}${status === 200 ? "" : ` with status ${status}`}.`;
}

async function missOf(
  answer: HttpAnswer,
  url: string,
  spec: HttpSpec,
  context: CheckContext,
): Promise<Miss | undefined> {
  const expected = wanted(spec);
  const seeFor = `See for yourself: ${quote(`curl ${url}`)}.`;
  switch (answer.outcome) {
    case "refused":
      return { expected, ...(await refused(spec, url, context)) };
    case "silent":
      return { found: `${quote(url)} takes a connection, but gives no answer.`, expected, next: seeFor };
    case "slow":
      return { found: `${quote(url)} gives no answer within 2 seconds.`, expected, next: seeFor };
    case "too-long":
      return { found: `The answer at ${quote(url)} is longer than a page.`, expected, next: seeFor };
    case "answered":
      break;
  }
  if (answer.status !== spec.status) {
    return { found: `${quote(url)} answers with status ${answer.status}.`, expected, next: seeFor };
  }
  if (spec.contains === undefined || new RegExp(spec.contains).test(answer.body)) return undefined;
  return {
    found: `${quote(url)} answers, but without ${describePattern(spec.contains)}. It begins with ${quote(answer.body)}.`,
    expected,
    next: seeFor,
  };
}

async function refused({ container, port }: HttpSpec, url: string, { engine }: CheckContext) {
  if (container !== undefined) {
    return {
      found: `\`${container}\` is running, but nothing in it listens at ${quote(url)}.`,
      next: `\`docker logs ${container}\` shows what it printed.`,
    };
  }
  const published = (await listContainers(engine))
    .filter(({ status }) => status === "running")
    .flatMap(({ name, ports }) => ports.map(({ host }) => `${quote(name)} has port ${host}`));
  return {
    found: `Nothing listens on port ${port} of your machine.${published.length > 0 ? ` ${published.slice(0, 3).join(", ")}.` : ""}`,
    next: `\`-p ${port}:80\` publishes port 80 of a container there. \`docker ps\` lists what is published.`,
  };
}
