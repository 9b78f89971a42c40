import type { Explanation } from "../../../server/protocol/check-result.ts";
import type { QuestionView } from "../../_lib/lesson-view-model.ts";
import { CodeText } from "../ui/code-text.tsx";
import { TaskSign } from "./task-sign.tsx";

interface ExplainedAnswerProps {
  question: QuestionView;
  explanations: readonly Explanation[];
}

/** After the pass: each choice or item, what holds of it, and why. */
export function ExplainedAnswer({ question, explanations }: ExplainedAnswerProps) {
  if (question.kind === "answer") return null;
  const texts = new Map(
    (question.kind === "quiz" ? question.choices : question.items).map(({ id, text }) => [id, text]),
  );
  return (
    <div className="flex flex-col gap-2">
      <p className="text-[0.9375rem] leading-normal">
        <CodeText>{question.text}</CodeText>
      </p>
      <ul className="flex list-none flex-col gap-2.5 pl-0">
        {explanations.map((explanation) => {
          const holds = !("right" in explanation) || explanation.right;
          return (
            <li key={explanation.id} className="flex items-start gap-2.5 text-[0.9375rem] leading-normal">
              <TaskSign face={holds ? "done" : "declined"} />
              <div className="min-w-0">
                <p>
                  <CodeText>{texts.get(explanation.id) ?? explanation.id}</CodeText>
                  <span className={holds ? "text-ok" : "text-ink-muted"}>
                    {" · "}
                    {verdictOf(explanation, question)}
                  </span>
                </p>
                <p className="text-ink-muted">
                  <CodeText>{explanation.say}</CodeText>
                </p>
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function verdictOf(explanation: Explanation, question: QuestionView): string {
  if ("right" in explanation) return explanation.right ? "Right" : "Not so";
  const groups = question.kind === "sort" ? question.groups : [];
  return groups.find(({ id }) => id === explanation.group)?.title ?? explanation.group;
}
