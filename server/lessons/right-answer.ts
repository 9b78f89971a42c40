import { formatChoices, formatPlaces } from "../protocol/answer-text.ts";
import type { Explanation } from "../protocol/check-result.ts";
import type { TaskSolution } from "../protocol/events.ts";
import { answerCheckOf, type CheckSpec, type Task } from "./schema.ts";

/** The right answer as the page would send it; `undefined` where it depends on the machine, or nothing is asked. */
export function rightAnswerOf(check: CheckSpec): string | undefined {
  const asking = answerCheckOf(check);
  switch (asking?.kind) {
    case "quiz":
      return formatChoices(asking.choices.filter(({ right }) => right).map(({ id }) => id));
    case "sort":
      return formatPlaces(Object.fromEntries(asking.items.map(({ id, group }) => [id, group])));
    default:
      return undefined;
  }
}

/** What the page shows beside each choice or item after the pass; `undefined` where there is nothing to explain. */
export function explanationsOf(check: CheckSpec): readonly Explanation[] | undefined {
  const asking = answerCheckOf(check);
  switch (asking?.kind) {
    case "quiz":
      return asking.choices.map(({ id, right, say }) => ({ id, right, say }));
    case "sort":
      return asking.items.map(({ id, group, say }) => ({ id, group, say }));
    default:
      return undefined;
  }
}

/** What the page shows to somebody who asks for the solution. */
export function solutionOf({ check, solution }: Task): TaskSolution {
  const asking = answerCheckOf(check);
  switch (asking?.kind) {
    case "quiz":
      return { solution, answer: asking.choices.filter(({ right }) => right).map(({ text }) => text) };
    case "sort": {
      const titles = new Map(asking.groups.map(({ id, title }) => [id, title]));
      return { solution, answer: asking.items.map(({ text, group }) => `${text}: ${titles.get(group)}`) };
    }
    default:
      return { solution };
  }
}
