import { splitImageName } from "../../lessons/image-name.ts";
import type { Check, CheckContext } from "../check.ts";
import { type ImageSpec, missOf } from "../image-conditions.ts";
import { findImageId, inspectImage, readImageNames } from "../image-facts.ts";
import { quoteList } from "../quote.ts";
import { type Miss, notYet, PASSED } from "../verdict.ts";

/** An image is on the engine and looks as the spec says, or it is no longer there. */
export function imageCheck(spec: ImageSpec): Check {
  return {
    watches: ["image"],
    async run(context) {
      const id = await findImageId(context.engine, spec.name);
      const facts = id === undefined ? undefined : await inspectImage(context.engine, id);
      if (!spec.present) return facts === undefined ? PASSED : notYet(stillThere(spec), spec);
      const miss = facts === undefined ? await absentMiss(spec, context) : await missOf(facts, spec, context);
      return miss === undefined ? PASSED : notYet(miss, spec);
    },
  };
}

function stillThere({ name }: ImageSpec): Miss {
  return {
    found: `The image \`${name}\` is still there.`,
    expected: `The image \`${name}\` is no longer on your machine.`,
    next: `\`docker rmi ${name}\` removes it, once no container is made from it.`,
  };
}

async function absentMiss({ name }: ImageSpec, { engine }: CheckContext): Promise<Miss> {
  const names = (await readImageNames(engine)).map((each) => each.name);
  const tags = names.filter((each) => sameRepository(each, name));
  return {
    found: `The image \`${name}\` is not there${tags.length > 0 ? `, but ${quoteList(tags)}` : ""}.`,
    expected: `The image \`${name}\` is on your machine.`,
    next:
      tags.length > 0
        ? "The tag stands behind the colon. Without one, it is `latest`."
        : "`docker images` lists what is there.",
  };
}

/** Near misses: another tag, or the same name without or with another registry. */
function sameRepository(a: string, b: string): boolean {
  const last = (name: string) => splitImageName(name).repository.split("/").at(-1);
  return last(a) === last(b);
}
