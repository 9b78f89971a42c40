import { answerCheckOf, type CheckSpec, type Lesson, type Task } from "../../server/lessons/schema.ts";

/** All that a page may know of a task. Solutions, checks, mistakes and right answers stay on the server. */
export interface TaskView {
  readonly id: string;
  /** Inline Markdown. */
  readonly title: string;
  /** Inline Markdown, from a nudge to nearly the answer. */
  readonly hints: readonly string[];
  /** Present when the task asks for a typed answer. */
  readonly question: QuestionView | undefined;
}

export interface QuestionView {
  readonly text: string;
  readonly placeholder: string | undefined;
}

function questionOf(check: CheckSpec): QuestionView | undefined {
  const answer = answerCheckOf(check);
  return answer && { text: answer.question, placeholder: answer.placeholder };
}

export function taskView({ id, title, hints, check }: Task): TaskView {
  return { id, title, hints, question: questionOf(check) };
}

/** Where a learner stands in a lesson: tasks of the lesson that are done, of all. */
export function lessonProgress(
  lesson: Pick<Lesson, "id" | "trackId" | "tasks">,
  passes: readonly { readonly trackId: string; readonly lessonId: string; readonly taskId: string }[],
): { readonly done: number; readonly total: number } {
  const passed = new Set(
    passes
      .filter((pass) => pass.trackId === lesson.trackId && pass.lessonId === lesson.id)
      .map((pass) => pass.taskId),
  );
  return { done: lesson.tasks.filter((task) => passed.has(task.id)).length, total: lesson.tasks.length };
}
