import type { QuestionView } from "../../_lib/lesson-view-model.ts";
import { AnswerForm } from "./answer-form.tsx";
import { QuizForm } from "./quiz-form.tsx";
import { SortForm } from "./sort-form.tsx";

/** What a task asks, in the way that it is answered. */
export function QuestionForm({ taskId, question }: { taskId: string; question: QuestionView }) {
  switch (question.kind) {
    case "answer":
      return <AnswerForm taskId={taskId} question={question} />;
    case "quiz":
      return <QuizForm taskId={taskId} question={question} />;
    case "sort":
      return <SortForm taskId={taskId} question={question} />;
  }
}
