import type { Explanation } from "../../../server/protocol/check-result.ts";
import type { QuestionView } from "../../_lib/lesson-view-model.ts";
import { CodeText } from "../ui/code-text.tsx";
import { TaskSign } from "./task-sign.tsx";

interface ExplainedAnswerProps {
  question: QuestionView;
  explanations: readonly Explanation[];
}

/** After the pass: what holds of each choice, or where each item belongs, and why. */
export function ExplainedAnswer({ question, explanations }: ExplainedAnswerProps) {
  if (question.kind === "answer") return null;
  const says = new Map(explanations.map((explanation) => [explanation.id, explanation]));
  return (
    <div className="flex flex-col gap-3 text-[0.9375rem] leading-normal">
      <p>
        <CodeText>{question.text}</CodeText>
      </p>
      {question.kind === "quiz" ? (
        <ul className="flex list-none flex-col gap-2.5 pl-0">
          {question.choices.map(({ id, text }) => (
            <ExplainedChoice key={id} text={text} explanation={says.get(id)} />
          ))}
        </ul>
      ) : (
        question.groups.map((group) => (
          <section key={group.id} aria-label={group.title.replaceAll("`", "")}>
            <p className="flex items-start gap-2.5 font-medium">
              <TaskSign face="done" />
              <CodeText>{group.title}</CodeText>
            </p>
            <ul className="mt-1 ml-3 flex list-none flex-col gap-1.5 border-l border-line-strong pl-5.5">
              {question.items.map(({ id, text }) => (
                <ExplainedItem key={id} text={text} group={group.id} explanation={says.get(id)} />
              ))}
            </ul>
          </section>
        ))
      )}
    </div>
  );
}

interface ExplainedProps {
  text: string;
  explanation: Explanation | undefined;
}

function ExplainedChoice({ text, explanation }: ExplainedProps) {
  if (!explanation || !("right" in explanation)) return null;
  const { right, say } = explanation;
  return (
    <li className="flex items-start gap-2.5">
      <TaskSign face={right ? "done" : "declined"} />
      <div className="min-w-0">
        <CodeText>{text}</CodeText>
        <span className={right ? "text-ok" : "text-ink-muted"}> · {right ? "Right" : "Not so"}</span>
        <Reason say={say} />
      </div>
    </li>
  );
}

/** Shown under the group where it belongs, and only there. */
function ExplainedItem({ text, group, explanation }: ExplainedProps & { group: string }) {
  if (!explanation || !("group" in explanation) || explanation.group !== group) return null;
  return (
    <li>
      <CodeText>{text}</CodeText>
      <Reason say={explanation.say} />
    </li>
  );
}

function Reason({ say }: { say: string }) {
  return (
    <span className="block text-ink-muted">
      <CodeText>{say}</CodeText>
    </span>
  );
}
