import { normaliseImageName } from "../lessons/image-name.ts";
import type { CheckSpecOf } from "../lessons/schema.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import type { ContainerFacts } from "./container-facts.ts";
import { cpusMiss, memoryMiss, pidsMiss } from "./container-limits.ts";
import { oomMiss } from "./container-memory.ts";
import { mountMiss, portMiss } from "./container-plumbing.ts";
import { commandMiss, exitCodeMiss, stateMiss } from "./container-process.ts";
import { capDropMiss, noNewPrivilegesMiss, readOnlyRootMiss, userMiss } from "./container-rights.ts";
import { composeMiss, entrypointMiss, envMiss, networkMiss, restartMiss } from "./container-settings.ts";
import { ExecReply, ImageReply, parseReply } from "./engine-replies.ts";
import { quote } from "./quote.ts";
import type { Miss } from "./verdict.ts";

export type ContainerSpec = CheckSpecOf<"container">;

/** One thing that the check wants of a container: `undefined` = it is so, or nothing is wanted. */
type Condition = (
  facts: ContainerFacts,
  spec: ContainerSpec,
  engine: EngineClient,
) => Miss | undefined | Promise<Miss | undefined>;

/** In the order in which a learner would look: what, whether it runs, how it was started. */
const CONDITIONS: readonly Condition[] = [
  composeMiss,
  imageMiss,
  stateMiss,
  exitCodeMiss,
  oomMiss,
  commandMiss,
  entrypointMiss,
  envMiss,
  mountMiss,
  portMiss,
  networkMiss,
  memoryMiss,
  cpusMiss,
  pidsMiss,
  userMiss,
  readOnlyRootMiss,
  capDropMiss,
  noNewPrivilegesMiss,
  restartMiss,
  autoRemoveMiss,
  shellMiss,
];

/** All that the container lacks, the first thing to tell first. */
export async function missesOf(
  facts: ContainerFacts,
  spec: ContainerSpec,
  engine: EngineClient,
): Promise<Miss[]> {
  const misses = await Promise.all(CONDITIONS.map((condition) => condition(facts, spec, engine)));
  return misses.filter((miss) => miss !== undefined);
}

/** Made by an image's id, a container knows its image by that id only. */
const IMAGE_ID = /^(sha256:)?[0-9a-f]{6,64}$/;

/** Whether the container was made from the image, whichever of its names the learner used. */
export async function isMadeFrom(
  facts: ContainerFacts,
  image: string,
  engine: EngineClient,
): Promise<boolean> {
  if (normaliseImageName(facts.image) === normaliseImageName(image)) return true;
  if (!IMAGE_ID.test(facts.image)) return false;
  const reply = await engine.get(`/images/${image.split("/").map(encodeURIComponent).join("/")}/json`);
  return reply !== undefined && parseReply(ImageReply, reply).Id === facts.imageId;
}

async function imageMiss(facts: ContainerFacts, { image }: ContainerSpec, engine: EngineClient) {
  if (image === undefined || (await isMadeFrom(facts, image, engine))) return undefined;
  const name = quote(facts.name);
  return {
    found: `${name} was made from ${quote(facts.image)}.`,
    expected: `${name} is made from \`${image}\`.`,
    next: `Remove it with ${quote(`docker rm -f ${facts.name}`)}, then make it again from \`${image}\`.`,
  };
}

function autoRemoveMiss(facts: ContainerFacts, { autoRemove }: ContainerSpec): Miss | undefined {
  if (autoRemove === undefined || facts.autoRemove === autoRemove) return undefined;
  const name = quote(facts.name);
  return {
    found: `${name} was started ${autoRemove ? "without" : "with"} \`--rm\`.`,
    expected: autoRemove ? `${name} is removed by itself when it ends.` : `${name} stays when it has ended.`,
    next: `Remove it with ${quote(`docker rm -f ${facts.name}`)}, then start it again ${autoRemove ? "with" : "without"} \`--rm\`.`,
  };
}

/** A learner may have left some open; more than this belong to no lesson. */
const MAX_EXECS = 20;

async function shellMiss(facts: ContainerFacts, { shell }: ContainerSpec, engine: EngineClient) {
  if (shell === undefined) return undefined;
  const replies = await Promise.all(
    facts.execIds.slice(-MAX_EXECS).map((id) => engine.get(`/exec/${encodeURIComponent(id)}/json`)),
  );
  const running = replies
    .filter((reply) => reply !== undefined)
    .map((reply) => parseReply(ExecReply, reply))
    .filter((exec) => exec.Running);
  const open = running.find((exec) => exec.ProcessConfig.tty);
  if ((open !== undefined) === shell) return undefined;
  const name = quote(facts.name);
  if (!shell) {
    return {
      found: `${quote(open?.ProcessConfig.entrypoint ?? "")} is still open inside ${name}.`,
      expected: `No shell is open inside ${name}.`,
      next: "Leave it with `exit`.",
    };
  }
  const [plain] = running;
  return {
    found: plain
      ? `${quote(plain.ProcessConfig.entrypoint)} runs inside ${name}, but not on a terminal.`
      : `${name} is running, and no shell is open in it.`,
    expected: `A shell runs inside ${name}, on your terminal.`,
    next: "`docker exec` needs `-it`, the container's name, and the program to start.",
  };
}
