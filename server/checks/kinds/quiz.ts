import type { CheckSpecOf } from "../../lessons/schema.ts";
import { parseChoices } from "../../protocol/answer-text.ts";
import type { Check } from "../check.ts";
import { quote } from "../quote.ts";
import { type Miss, notYet, PASSED, type Verdict } from "../verdict.ts";

type QuizSpec = CheckSpecOf<"quiz">;

/** Which of the choices the learner made, compared with those that are right. */
export function quizCheck(spec: QuizSpec): Check {
  const judge = (answer: string) => judgeAnswer(spec, answer);
  return { watches: [], judge, run: async ({ answer = "" }) => judge(answer) };
}

function judgeAnswer(spec: QuizSpec, answer: string): Verdict {
  const right = spec.choices.filter((choice) => choice.right);
  const several = right.length > 1;
  const expected = several ? "Every choice that applies, and no other." : "The one choice that applies.";
  const say = (found: string, next: string): Miss => ({ found, expected, next });
  if (answer.trim() === "") {
    const next = several ? "Choose all that apply, then answer." : "Choose one of them, then answer.";
    return notYet(say("No answer yet.", next), spec);
  }
  const ids = parseChoices(answer);
  const unknown = ids?.find((id) => !spec.choices.some((choice) => choice.id === id));
  if (ids === undefined || unknown !== undefined) {
    const found =
      unknown === undefined ? "Your answer cannot be read." : `${quote(unknown)} is none of the choices.`;
    return notYet(say(found, "Reload the page, then choose again."), {});
  }
  const made = spec.choices.filter(({ id }) => ids.includes(id));
  const [wrong, ...furtherWrong] = made.filter((choice) => !choice.right);
  if (wrong !== undefined) {
    const more = furtherWrong.length === 0 ? "" : ` and ${furtherWrong.length} more that does not fit`;
    return notYet(say(`You chose “${wrong.text}”${more}.`, wrong.say), { expected: spec.expected });
  }
  const missing = right.length - made.length;
  if (missing === 0) return PASSED;
  return notYet(
    say(
      `${made.length === 1 ? "The one you chose is right" : `The ${made.length} you chose are right`}, and ${missing} ${missing === 1 ? "is" : "are"} still missing.`,
      "Go through the others once more: each is true or not by itself.",
    ),
    spec,
  );
}
