import { normaliseImageName, splitImageName } from "../../lessons/image-name.ts";
import type { CheckSpecOf } from "../../lessons/schema.ts";
import type { Check } from "../check.ts";
import { ImageList, parseReply } from "../engine-replies.ts";
import { quoteList } from "../quote.ts";
import { notYet, PASSED } from "../verdict.ts";

/** An image is, or is no longer, on the engine, by name. */
export function imageCheck(spec: CheckSpecOf<"image">): Check {
  const { name, present } = spec;
  const wanted = normaliseImageName(name);
  return {
    watches: ["image"],
    async run({ engine }) {
      const images = parseReply(ImageList, await engine.get("/images/json"));
      const names = images.flatMap((image) => image.RepoTags);
      const there = names.some((each) => normaliseImageName(each) === wanted);
      if (there === present) return PASSED;
      if (there) {
        return notYet(
          {
            found: `The image \`${name}\` is still there.`,
            expected: `The image \`${name}\` is no longer on your machine.`,
            next: `\`docker rmi ${name}\` removes it, once no container is made from it.`,
          },
          spec,
        );
      }
      const tags = names.filter((each) => sameRepository(each, name));
      return notYet(
        {
          found: `The image \`${name}\` is not there${tags.length > 0 ? `, but ${quoteList(tags)}` : ""}.`,
          expected: `The image \`${name}\` is on your machine.`,
          next:
            tags.length > 0
              ? "The tag stands behind the colon. Without one, it is `latest`."
              : "`docker images` lists what is there.",
        },
        spec,
      );
    },
  };
}

/** Near misses: another tag, or the same name without or with another registry. */
function sameRepository(a: string, b: string): boolean {
  const last = (name: string) => splitImageName(name).repository.split("/").at(-1);
  return last(a) === last(b);
}
