import { useId, useState } from "react";
import { formatChoices } from "../../../server/protocol/answer-text.ts";
import type { QuestionView } from "../../_lib/lesson-view-model.ts";
import { CodeText } from "../ui/code-text.tsx";
import { AnswerButton } from "./answer-button.tsx";
import { AnswerFault } from "./answer-fault.tsx";
import { useAnswer } from "./use-answer.ts";

interface QuizFormProps {
  taskId: string;
  question: QuestionView & { kind: "quiz" };
}

/** A question and its choices: one, or all that apply. What was chosen stays when it was wrong. */
export function QuizForm({ taskId, question: { text, several, choices } }: QuizFormProps) {
  const { sending, fault, submit } = useAnswer(taskId);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const id = useId();
  const choose = (choice: string, on: boolean) =>
    setChosen(several ? [...chosen.filter((each) => each !== choice), ...(on ? [choice] : [])] : [choice]);
  const answer = formatChoices(choices.map((choice) => choice.id).filter((each) => chosen.includes(each)));
  return (
    <form
      onSubmit={(event) => submit(event, answer, several ? "Choose at least one." : "Choose one first.")}
      className="flex flex-col gap-3"
    >
      <fieldset aria-describedby={`${id}-how ${id}-fault`} className="min-w-0">
        <legend className="text-[0.9375rem] leading-normal">
          <CodeText>{text}</CodeText>
        </legend>
        <p id={`${id}-how`} className="mt-0.5 text-sm text-ink-muted">
          {several ? "Choose all that apply." : "Choose one."}
        </p>
        <div className="mt-2 flex flex-col gap-1.5">
          {choices.map((choice) => (
            <label
              key={choice.id}
              className="flex cursor-pointer items-start gap-3 rounded-control border border-line bg-surface px-3 py-2 text-[0.9375rem] leading-normal transition-colors hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
            >
              <input
                type={several ? "checkbox" : "radio"}
                name={id}
                value={choice.id}
                checked={chosen.includes(choice.id)}
                onChange={(event) => choose(choice.id, event.target.checked)}
                className="mt-[0.2rem] size-4 shrink-0 accent-accent outline-none"
              />
              <span className="min-w-0">
                <CodeText>{choice.text}</CodeText>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <AnswerFault id={`${id}-fault`} fault={fault} />
      <div>
        <AnswerButton sending={sending} empty={answer === ""} />
      </div>
    </form>
  );
}
