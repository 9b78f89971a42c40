import type { CheckSpecOf } from "../../lessons/schema.ts";
import { MAX_TYPED_ANSWER_CHARS } from "../../protocol/limits.ts";
import type { Sandbox } from "../../sandbox/driver.ts";
import { SandboxError } from "../../sandbox/sandbox-error.ts";
import type { Check } from "../check.ts";
import { quote } from "../quote.ts";
import { notYet, PASSED, type Verdict } from "../verdict.ts";

type AnswerSpec = CheckSpecOf<"answer">;

const EQUALS_MS = 8000;

/** What the learner typed, compared with patterns or with what the machine says now. */
export function answerCheck(spec: AnswerSpec): Check {
  const { accept = [], equals } = spec;
  if (equals === undefined) {
    const patterns = accept.map((pattern) => new RegExp(`^(?:${pattern})$`, "i"));
    const judge = (answer: string) =>
      unusable(spec, answer) ??
      compare(
        spec,
        answer,
        patterns.some((pattern) => pattern.test(answer.trim())),
      );
    return { watches: [], judge, run: async ({ answer = "" }) => judge(answer) };
  }
  return {
    watches: [],
    async run({ sandbox, answer = "" }) {
      const refused = unusable(spec, answer);
      if (refused !== undefined) return refused;
      const right = await rightAnswers(equals, sandbox);
      return right.length === 0 ? nothingThere(spec) : compare(spec, answer, right.includes(plain(answer)));
    },
  };
}

function expectedOf({ question }: AnswerSpec): string {
  return `The answer to: ${question}`;
}

/** None, or one that nobody types. */
function unusable(spec: AnswerSpec, answer: string): Verdict | undefined {
  const expected = expectedOf(spec);
  if (answer.trim() === "") {
    const next = "Type your answer into the field below the question.";
    return notYet({ found: "No answer yet.", expected, next }, spec);
  }
  if (answer.length <= MAX_TYPED_ANSWER_CHARS) return undefined;
  const found = `Your answer has ${answer.length} characters.`;
  return notYet({ found, expected, next: "A few words are enough. Shorten it." }, {});
}

function nothingThere(spec: AnswerSpec): Verdict {
  return notYet(
    {
      found: "What the question is about is not on your machine now.",
      expected: expectedOf(spec),
      next: "Do once more what stands before the question, then answer.",
    },
    {},
  );
}

function compare(spec: AnswerSpec, answer: string, fits: boolean): Verdict {
  if (fits) return PASSED;
  const expected = expectedOf(spec);
  const found = `Your answer is ${quote(answer)}.`;
  const rejection = spec.rejections.find(({ when }) => new RegExp(when).test(answer.trim()));
  if (rejection !== undefined) {
    return notYet({ found, expected, next: rejection.say }, { expected: spec.expected });
  }
  const next = "Compare it with what your terminal shows, then answer again.";
  return notYet({ found: `${found} It does not match.`, expected, next }, spec);
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
