import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { Check } from "../check.ts";
import { readContainerEvents } from "../container-events.ts";
import { findContainer, listContainers } from "../container-facts.ts";
import { quote, quoteList } from "../quote.ts";
import { notYet, PASSED } from "../verdict.ts";

/** No container of this name exists (any more). */
export function containerGoneCheck(spec: CheckSpecOf<"container-gone">): Check {
  const { name, wasSeen } = spec;
  return {
    watches: ["container"],
    async run({ engine }) {
      const expected = `No container is named \`${name}\`${wasSeen ? " any more" : ""}.`;
      const facts = await findContainer(engine, name);
      if (facts !== undefined) {
        const runs = facts.status === "running" || facts.status === "paused";
        return notYet(
          {
            found: runs
              ? `${quote(name)} is still ${facts.status}.`
              : `${quote(name)} has ended, but it is still there.`,
            expected,
            next: runs
              ? `Stop it with \`docker stop ${name}\`, then remove it with \`docker rm ${name}\`.`
              : `\`docker rm ${name}\` removes it.`,
          },
          spec,
        );
      }
      if (!wasSeen || (await readContainerEvents(engine, name)).some(({ Action }) => Action === "create"))
        return PASSED;
      const others = (await listContainers(engine)).map((other) => other.name);
      return notYet(
        {
          found: `There has been no container named \`${name}\` yet.${others.length > 0 ? ` There is ${quoteList(others)}.` : ""}`,
          expected: `A container named \`${name}\` was there and is removed.`,
          next: `Make it first: \`docker run\` takes the name by \`--name ${name}\`.`,
        },
        spec,
      );
    },
  };
}
