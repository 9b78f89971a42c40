import { type FormEvent, useId, useState } from "react";
import { MAX_TYPED_ANSWER_CHARS } from "../../../server/protocol/limits.ts";
import type { QuestionView } from "../../_lib/lesson-view-model.ts";
import { useSession } from "../session/session-provider.tsx";
import { Button } from "../ui/button.tsx";
import { CodeText } from "../ui/code-text.tsx";

interface AnswerFormProps {
  taskId: string;
  question: QuestionView & { kind: "answer" };
}

/** A question and a field for its answer. What was typed stays there when it was wrong. */
export function AnswerForm({ taskId, question }: AnswerFormProps) {
  const { requests } = useSession();
  const [answer, setAnswer] = useState("");
  const [sending, setSending] = useState(false);
  const [fault, setFault] = useState<string>();
  const id = useId();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const text = answer.trim();
    if (text === "" || sending) return;
    setSending(true);
    setFault(undefined);
    const reply = await requests.answer(taskId, text);
    setSending(false);
    if (!reply.ok) setFault(reply.error.message);
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-1.5">
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
        <Button type="submit" look="primary" aria-disabled={sending || answer.trim() === ""}>
          {sending ? "Looking" : "Answer"}
        </Button>
      </div>
      {fault && (
        <p id={`${id}-fault`} role="alert" className="text-sm text-danger">
          {fault}
        </p>
      )}
    </form>
  );
}
