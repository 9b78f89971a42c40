import type { ReactNode } from "react";
import type { QuestionView } from "../../_lib/lesson-view-model.ts";
import { CodeText } from "../ui/code-text.tsx";

interface PaperTaskProps {
  title: ReactNode;
  question: QuestionView | undefined;
}

/** A task with a box to tick, and room for the answer when it asks. */
export function PaperTask({ title, question }: PaperTaskProps) {
  return (
    <section
      aria-label="Task"
      className="break-inside-avoid rounded-control border-[1.5px] border-ink px-4 py-3"
    >
      <div className="flex items-start gap-3">
        <Box className="mt-1 size-4" />
        <div className="min-w-0 flex-1">
          <p className="code-text font-medium">{title}</p>
          {question && <PaperQuestion question={question} />}
        </div>
      </div>
    </section>
  );
}

function Box({ className }: { className: string }) {
  return (
    <span
      aria-hidden="true"
      className={`inline-block shrink-0 rounded-[3px] border-[1.5px] border-ink ${className}`}
    />
  );
}

function Line() {
  return <span aria-hidden="true" className="inline-block h-5 min-w-40 flex-1 border-b border-line-strong" />;
}

function PaperQuestion({ question }: { question: QuestionView }) {
  return (
    <div className="mt-1.5 text-[0.9375rem]">
      <p>
        <CodeText>{question.text}</CodeText>
      </p>
      <PaperAnswer question={question} />
    </div>
  );
}

function PaperAnswer({ question }: { question: QuestionView }) {
  switch (question.kind) {
    case "answer":
      return (
        <p className="mt-2 flex">
          <Line />
        </p>
      );
    case "quiz":
      return (
        <ul className="mt-1.5 flex list-none flex-col gap-1 pl-0">
          {question.choices.map(({ id, text }) => (
            <li key={id} className="m-0 flex items-start gap-2.5">
              <Box className="mt-1.5 size-3" />
              <CodeText>{text}</CodeText>
            </li>
          ))}
        </ul>
      );
    case "sort":
      return (
        <>
          <p className="mt-1 text-ink-muted">
            Write the group behind each: {question.groups.map(({ title }) => title).join(", ")}.
          </p>
          <ul className="mt-1.5 flex list-none flex-col gap-1 pl-0">
            {question.items.map(({ id, text }) => (
              <li key={id} className="m-0 flex items-end gap-3">
                <span className="max-w-[70%]">
                  <CodeText>{text}</CodeText>
                </span>
                <Line />
              </li>
            ))}
          </ul>
        </>
      );
  }
}
