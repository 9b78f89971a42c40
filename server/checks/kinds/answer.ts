import type { CheckSpecOf } from "../../lessons/schema.ts";
import { MAX_TYPED_ANSWER_CHARS } from "../../protocol/limits.ts";
import type { Sandbox } from "../../sandbox/driver.ts";
import { SandboxError } from "../../sandbox/sandbox-error.ts";
import type { Check } from "../check.ts";
import { quote } from "../quote.ts";
import { type Miss, notYet, PASSED } from "../verdict.ts";

type AnswerSpec = CheckSpecOf<"answer">;

const EQUALS_MS = 8000;

/** What the learner typed, compared with patterns or with what the machine says now. */
export function answerCheck(spec: AnswerSpec): Check {
  return {
    watches: [],
    async run({ sandbox, answer }) {
      const expected = `The answer to: ${spec.question}`;
      const say = (found: string, next: string): Miss => ({ found, expected, next });
      if (answer === undefined || answer.trim() === "") {
        return notYet(say("No answer yet.", "Type your answer into the field below the question."), spec);
      }
      if (answer.length > MAX_TYPED_ANSWER_CHARS) {
        return notYet(
          say(`Your answer has ${answer.length} characters.`, "A few words are enough. Shorten it."),
          {},
        );
      }
      const right = spec.equals === undefined ? undefined : await rightAnswers(spec.equals, sandbox);
      if (right?.length === 0) {
        return notYet(
          say(
            "What the question is about is not on your machine now.",
            "Do once more what stands before the question, then answer.",
          ),
          {},
        );
      }
      const given = plain(answer);
      const fits = right
        ? right.includes(given)
        : (spec.accept ?? []).some((pattern) => new RegExp(`^(?:${pattern})$`, "i").test(answer.trim()));
      if (fits) return PASSED;

      const found = `Your answer is ${quote(answer)}.`;
      const rejection = spec.rejections.find(({ when }) => new RegExp(when).test(answer.trim()));
      if (rejection !== undefined) return notYet(say(found, rejection.say), { expected: spec.expected });
      return notYet(
        say(`${found} It does not match.`, "Compare it with what your terminal shows, then answer again."),
        spec,
      );
    },
  };
}

/** Case and space do not count. */
function plain(text: string): string {
  return text.trim().replace(/\s+/g, " ").toLowerCase();
}

/** Lines that the script prints; none when what it asks about is not there. */
async function rightAnswers(script: string, sandbox: Sandbox): Promise<string[]> {
  const { exitCode, stdout, stderr } = await sandbox.exec(["bash", "-c", script], {
    user: "root",
    timeoutMs: EQUALS_MS,
  });
  if (exitCode >= 125) {
    throw new SandboxError({
      code: "sandbox-failed",
      learnerMessage: "Your answer could not be compared with your machine. Answer again in a moment.",
      detail: `the answer's script exited with ${exitCode}: ${stderr.slice(0, 200)}`,
    });
  }
  return stdout
    .split("\n")
    .map(plain)
    .filter((line) => line !== "");
}
