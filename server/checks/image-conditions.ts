import type { CheckSpecOf } from "../lessons/schema.ts";
import { baseLayers } from "./base-layers.ts";
import type { CheckContext } from "./check.ts";
import { isRootUser } from "./container-rights.ts";
import { findImageId, type ImageFacts } from "./image-facts.ts";
import { labelMiss, variableMiss } from "./named-values.ts";
import { describePattern, quote, quoteList } from "./quote.ts";
import { isWithin, rangeWords } from "./range-words.ts";
import type { Miss } from "./verdict.ts";

export type ImageSpec = CheckSpecOf<"image">;

/** One thing that the check wants of an image: `undefined` = it is so, or nothing is wanted. */
type Condition = (
  facts: ImageFacts,
  spec: ImageSpec,
  context: CheckContext,
) => Miss | undefined | Promise<Miss | undefined>;

/** What it is first, then what is in it, then how it starts. */
const CONDITIONS: readonly Condition[] = [
  sameMiss,
  platformMiss,
  baseMiss,
  layersMiss,
  sizeMiss,
  labelsMiss,
  envMiss,
  workdirMiss,
  portMiss,
  userMiss,
  entrypointMiss,
  cmdMiss,
];

/** The first thing that the image lacks. */
export async function missOf(
  facts: ImageFacts,
  spec: ImageSpec,
  context: CheckContext,
): Promise<Miss | undefined> {
  for (const condition of CONDITIONS) {
    const miss = await condition(facts, spec, context);
    if (miss !== undefined) return miss;
  }
  return undefined;
}

const build = (line: string) => `${line} in its Dockerfile; then build it again under the same name.`;

async function sameMiss({ id }: ImageFacts, { name, sameAs }: ImageSpec, { engine }: CheckContext) {
  if (sameAs === undefined) return undefined;
  const otherId = await findImageId(engine, sameAs);
  if (otherId === id) return undefined;
  return {
    found:
      otherId === undefined
        ? `The image \`${name}\` is there, but there is no \`${sameAs}\` to compare it with.`
        : `\`${name}\` and \`${sameAs}\` are two images.`,
    expected: `\`${name}\` and \`${sameAs}\` are two names of one image.`,
    next: `\`docker tag ${sameAs} ${name}\` gives a further name to an image; the new name comes last.`,
  };
}

/** `linux/arm64` is also what an image says that adds the variant, `linux/arm64/v8`. */
function platformMiss(facts: ImageFacts, { name, platform }: ImageSpec): Miss | undefined {
  if (platform === undefined || `${facts.platform}/`.startsWith(`${platform}/`)) return undefined;
  return {
    found: `\`${name}\` is for ${quote(facts.platform)}.`,
    expected: `\`${name}\` is for \`${platform}\`.`,
    next: `\`--platform ${platform}\` says for which; \`docker pull\`, \`docker build\` and \`docker run\` take it before the name.`,
  };
}

async function baseMiss(
  { layers, platform }: ImageFacts,
  { name, builtOn }: ImageSpec,
  context: CheckContext,
) {
  if (builtOn === undefined) return undefined;
  const base = await baseLayers(context, builtOn, platform);
  const expected = `The layers of \`${builtOn}\` are the first layers of \`${name}\`.`;
  if (base === undefined) {
    return {
      found: `There is no \`${builtOn}\` to compare the layers of \`${name}\` with.`,
      expected,
      next: `\`docker pull ${builtOn}\` fetches it.`,
    };
  }
  const shared = base.findIndex((layer, index) => layers[index] !== layer);
  if (shared === -1) return undefined;
  return {
    found:
      shared === 0
        ? `\`${name}\` shares no layer with \`${builtOn}\`.`
        : `\`${name}\` shares only the first ${shared} of the ${base.length} layers of \`${builtOn}\`.`,
    expected,
    next: build(`\`FROM ${builtOn}\` is what its last stage begins with,`),
  };
}

function layersMiss({ layers }: ImageFacts, { name, layers: wanted }: ImageSpec): Miss | undefined {
  if (wanted === undefined || isWithin(layers.length, wanted)) return undefined;
  return {
    found: `\`${name}\` has ${layers.length} ${layers.length === 1 ? "layer" : "layers"}.`,
    expected: `\`${name}\` has ${rangeWords(wanted, "layers")}.`,
    next: `\`docker history ${name}\` lists what made them.`,
  };
}

function sizeMiss({ bytes }: ImageFacts, { name, maxMb }: ImageSpec): Miss | undefined {
  if (maxMb === undefined || bytes <= maxMb * 1e6) return undefined;
  const size = Math.max(bytes / 1e6, maxMb + 0.01);
  return {
    found: `\`${name}\` has ${Number(size.toFixed(size < 10 ? 2 : 1))} MB.`,
    expected: `\`${name}\` has at most ${maxMb} MB.`,
    next: `\`docker history ${name}\` says how much each layer adds.`,
  };
}

function labelsMiss({ labels }: ImageFacts, { name, label }: ImageSpec): Miss | undefined {
  const miss = label && labelMiss(labels, label, `\`${name}\``);
  return miss && { ...miss, next: build(`Add \`LABEL ${miss.name}=...\``) };
}

function envMiss({ env }: ImageFacts, { name, env: wanted }: ImageSpec): Miss | undefined {
  const miss = wanted && variableMiss(env, wanted, `\`${name}\``);
  return miss && { ...miss, next: build(`Add \`ENV ${miss.name}=...\``) };
}

function workdirMiss(facts: ImageFacts, { name, workdir }: ImageSpec): Miss | undefined {
  if (workdir === undefined || new RegExp(workdir).test(facts.workdir)) return undefined;
  return {
    found:
      facts.workdir === ""
        ? `\`${name}\` sets no working directory.`
        : `The working directory of \`${name}\` is ${quote(facts.workdir)}.`,
    expected: `The working directory of \`${name}\` is ${describePattern(workdir)}.`,
    next: build("`WORKDIR` sets it,"),
  };
}

function portMiss({ ports }: ImageFacts, { name, exposes }: ImageSpec): Miss | undefined {
  if (exposes === undefined || ports.includes(exposes)) return undefined;
  return {
    found:
      ports.length === 0
        ? `\`${name}\` exposes no port.`
        : `\`${name}\` exposes port ${quoteList(ports.map(String))}.`,
    expected: `\`${name}\` exposes port ${exposes}.`,
    next: build(`Add \`EXPOSE ${exposes}\``),
  };
}

function userMiss({ user }: ImageFacts, { name, notRoot }: ImageSpec): Miss | undefined {
  if (!notRoot || !isRootUser(user)) return undefined;
  return {
    found:
      user === ""
        ? `\`${name}\` names no user, so its containers run as root.`
        : `\`${name}\` names the user ${quote(user)}, which is root.`,
    expected: `The containers of \`${name}\` run as a user who is not root.`,
    next: build("Add a `USER` line"),
  };
}

function entrypointMiss(facts: ImageFacts, { name, entrypoint }: ImageSpec): Miss | undefined {
  return wordsMiss(name, "ENTRYPOINT", facts.entrypoint, entrypoint);
}

function cmdMiss(facts: ImageFacts, { name, cmd }: ImageSpec): Miss | undefined {
  return wordsMiss(name, "CMD", facts.cmd, cmd);
}

function wordsMiss(
  name: string,
  line: "CMD" | "ENTRYPOINT",
  words: string,
  pattern: string | undefined,
): Miss | undefined {
  if (pattern === undefined || new RegExp(pattern).test(words)) return undefined;
  return {
    found:
      words === "" ? `\`${name}\` has no \`${line}\`.` : `The \`${line}\` of \`${name}\` is ${quote(words)}.`,
    expected: `The \`${line}\` of \`${name}\` is ${describePattern(pattern)}.`,
    next: build(`\`${line}\` takes a list of words, like \`["sleep", "60"]\`,`),
  };
}
