import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { EngineClient } from "../../sandbox/engine-client.ts";
import type { Check } from "../check.ts";
import { readContainerList } from "../container-facts.ts";
import { parseReply, VolumeList } from "../engine-replies.ts";
import { quote, quoteList } from "../quote.ts";
import { type Miss, notYet, PASSED } from "../verdict.ts";

type VolumeSpec = CheckSpecOf<"volume">;

/** What compose calls a volume in its file; on the engine the project's name stands before it. */
const COMPOSE_LABEL = "com.docker.compose.volume";

/** A volume is, or is no longer, on the engine. */
export function volumeCheck(spec: VolumeSpec): Check {
  const { name, present } = spec;
  return {
    watches: spec.usedBy === undefined ? ["volume"] : ["volume", "container"],
    async run({ engine }) {
      const volumes = parseReply(VolumeList, await engine.get("/volumes")).Volumes;
      const found = volumes.filter(({ Name, Labels }) => Name === name || Labels[COMPOSE_LABEL] === name);
      const [first] = found;
      if (!present) {
        if (first === undefined) return PASSED;
        return notYet(
          {
            found: `The volume ${quote(first.Name)} is still there.`,
            expected: `There is no volume named \`${name}\` any more.`,
            next: `${quote(`docker volume rm ${first.Name}`)} removes it, once no container has it.`,
          },
          spec,
        );
      }
      if (first === undefined)
        return notYet(
          absentMiss(
            name,
            volumes.map(({ Name }) => Name),
          ),
          spec,
        );
      const miss = await mountedMiss(
        spec,
        found.map(({ Name }) => Name),
        engine,
      );
      return miss === undefined ? PASSED : notYet(miss, spec);
    },
  };
}

function absentMiss(name: string, names: readonly string[]): Miss {
  return {
    found: `There is no volume named \`${name}\`${names.length > 0 ? `, but ${quoteList(names)}` : ""}.`,
    expected: `A volume named \`${name}\` is there.`,
    next: `\`-v ${name}:\` and a path makes it when a container starts, \`docker volume create ${name}\` beforehand.`,
  };
}

async function mountedMiss(
  { name, usedBy }: VolumeSpec,
  volumes: readonly string[],
  engine: EngineClient,
): Promise<Miss | undefined> {
  if (usedBy === undefined) return undefined;
  const users = (await readContainerList(engine)).filter((container) =>
    container.volumes.some((each) => volumes.includes(each)),
  );
  if (users.some((user) => user.name === usedBy || user.service === usedBy)) return undefined;
  return {
    found:
      users.length === 0
        ? `The volume \`${name}\` is there, but no container has it.`
        : `The volume \`${name}\` is mounted in ${quoteList(users.map((user) => user.name))}.`,
    expected: `The volume \`${name}\` is mounted in \`${usedBy}\`.`,
    next: `Start \`${usedBy}\` with \`-v ${name}:\` and a path. A container that is there cannot get a further volume.`,
  };
}
