import type { CheckSpecOf } from "../../lessons/schema.ts";
import { parsePlaces } from "../../protocol/answer-text.ts";
import type { Check } from "../check.ts";
import { quote } from "../quote.ts";
import { type Miss, notYet, PASSED, type Verdict } from "../verdict.ts";

type SortSpec = CheckSpecOf<"sort">;

/** Where the learner put each item, compared with where it belongs. */
export function sortCheck(spec: SortSpec): Check {
  const judge = (answer: string) => judgeAnswer(spec, answer);
  return { watches: [], judge, run: async ({ answer = "" }) => judge(answer) };
}

function judgeAnswer(spec: SortSpec, answer: string): Verdict {
  const { items, groups } = spec;
  const expected = "Each in the place where it belongs.";
  const say = (found: string, next: string): Miss => ({ found, expected, next });
  if (answer.trim() === "") {
    return notYet(say("No answer yet.", "Choose a place for each, then answer."), spec);
  }
  const places = parsePlaces(answer);
  const [unknown] = places === undefined ? [] : unknownIn(places, spec);
  if (places === undefined || unknown !== undefined) {
    const found =
      unknown === undefined ? "Your answer cannot be read." : `${quote(unknown)} is not part of this task.`;
    return notYet(say(found, "Reload the page, then sort again."), {});
  }
  const right = items.filter(({ id, group }) => places.get(id) === group);
  if (right.length === items.length) return PASSED;
  const count = `${right.length} of ${items.length} ${right.length === 1 ? "is" : "are"} in the right place`;
  const wrong = items.find(({ id, group }) => places.has(id) && places.get(id) !== group);
  if (wrong !== undefined) {
    const title = groups.find(({ id }) => id === places.get(wrong.id))?.title;
    return notYet(say(`${count}. You put “${wrong.text}” under “${title}”.`, wrong.say), {
      expected: spec.expected,
    });
  }
  const left = items.filter(({ id }) => !places.has(id));
  return notYet(
    say(
      `${count}, and ${left.length} ${left.length === 1 ? "is" : "are"} not sorted yet.`,
      `Choose a place for “${left[0]?.text}”.`,
    ),
    spec,
  );
}

/** Ids in an answer that the task does not have. */
function unknownIn(places: ReadonlyMap<string, string>, { items, groups }: SortSpec): string[] {
  return [
    ...[...places.keys()].filter((id) => !items.some((item) => item.id === id)),
    ...[...places.values()].filter((id) => !groups.some((group) => group.id === id)),
  ];
}
