import { useId, useState } from "react";
import { MAX_TYPED_ANSWER_CHARS } from "../../../server/protocol/limits.ts";
import type { QuestionView } from "../../_lib/lesson-view-model.ts";
import { CodeText } from "../ui/code-text.tsx";
import { AnswerButton } from "./answer-button.tsx";
import { AnswerFault } from "./answer-fault.tsx";
import { useAnswer } from "./use-answer.ts";

interface AnswerFormProps {
  taskId: string;
  question: QuestionView & { kind: "answer" };
}

/** A question and a field for its answer. What was typed stays there when it was wrong. */
export function AnswerForm({ taskId, question }: AnswerFormProps) {
  const { sending, fault, submit } = useAnswer(taskId);
  const [answer, setAnswer] = useState("");
  const id = useId();
  const text = answer.trim();
  return (
    <form
      onSubmit={(event) => submit(event, text, "Type an answer first.")}
      className="flex flex-col gap-1.5"
    >
      <label htmlFor={id} className="text-[0.9375rem] leading-normal">
        <CodeText>{question.text}</CodeText>
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          type="text"
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
          placeholder={question.placeholder}
          maxLength={MAX_TYPED_ANSWER_CHARS}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-describedby={fault ? `${id}-fault` : undefined}
          className="h-9 min-w-40 flex-1 rounded-control border border-line-strong bg-surface px-3 font-mono text-sm placeholder:font-sans placeholder:text-ink-muted"
        />
        <AnswerButton sending={sending} empty={text === ""} />
      </div>
      <AnswerFault id={`${id}-fault`} fault={fault} />
    </form>
  );
}
