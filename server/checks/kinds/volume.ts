import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { Check } from "../check.ts";
import { parseReply, VolumeList } from "../engine-replies.ts";
import { quoteList } from "../quote.ts";
import { notYet, PASSED } from "../verdict.ts";

/** A volume is, or is no longer, on the engine. */
export function volumeCheck(spec: CheckSpecOf<"volume">): Check {
  const { name, present } = spec;
  return {
    watches: ["volume"],
    async run({ engine }) {
      const names = parseReply(VolumeList, await engine.get("/volumes")).Volumes.map(({ Name }) => Name);
      if (names.includes(name) === present) return PASSED;
      if (!present) {
        return notYet(
          {
            found: `The volume \`${name}\` is still there.`,
            expected: `There is no volume named \`${name}\` any more.`,
            next: `\`docker volume rm ${name}\` removes it, once no container has it.`,
          },
          spec,
        );
      }
      return notYet(
        {
          found: `There is no volume named \`${name}\`${names.length > 0 ? `, but ${quoteList(names)}` : ""}.`,
          expected: `A volume named \`${name}\` is there.`,
          next: `\`-v ${name}:\` and a path makes it when a container starts, \`docker volume create ${name}\` beforehand.`,
        },
        spec,
      );
    },
  };
}
