import { explanationsOf } from "../../server/lessons/right-answer.ts";
import { answerCheckOf, type CheckSpec, type Lesson, type Task } from "../../server/lessons/schema.ts";
import type { Explanation } from "../../server/protocol/check-result.ts";

/** All that a page may know of a task. Solutions, checks, mistakes and right answers stay on the server. */
export interface TaskView {
  readonly id: string;
  /** Inline Markdown. */
  readonly title: string;
  /** Inline Markdown, from a nudge to nearly the answer. */
  readonly hints: readonly string[];
  /** Present when the task asks for an answer. */
  readonly question: QuestionView | undefined;
}

/** What a task asks, without what answers it. Texts have `code` in backticks. */
export type QuestionView =
  | { readonly kind: "answer"; readonly text: string; readonly placeholder: string | undefined }
  | {
      readonly kind: "quiz";
      readonly text: string;
      /** More than one choice is right. */
      readonly several: boolean;
      readonly choices: readonly { readonly id: string; readonly text: string }[];
    }
  | {
      readonly kind: "sort";
      readonly text: string;
      readonly groups: readonly { readonly id: string; readonly title: string }[];
      readonly items: readonly { readonly id: string; readonly text: string }[];
    };

function questionOf(check: CheckSpec): QuestionView | undefined {
  const asking = answerCheckOf(check);
  switch (asking?.kind) {
    case undefined:
      return undefined;
    case "answer":
      return { kind: "answer", text: asking.question, placeholder: asking.placeholder };
    case "quiz":
      return {
        kind: "quiz",
        text: asking.question,
        several: asking.choices.filter(({ right }) => right).length > 1,
        choices: asking.choices.map(({ id, text }) => ({ id, text })),
      };
    case "sort":
      return {
        kind: "sort",
        text: asking.question,
        groups: asking.groups,
        items: asking.items.map(({ id, text }) => ({ id, text })),
      };
  }
}

export function taskView({ id, title, hints, check }: Task): TaskView {
  return { id, title, hints, question: questionOf(check) };
}

/** A pass as the page shows it from the first moment on; what explains the answer comes with it. */
export interface PassView {
  readonly taskId: string;
  readonly explanations?: readonly Explanation[];
}

/** The learner's passes in a lesson. */
export function passViews(
  lesson: Pick<Lesson, "id" | "trackId" | "tasks">,
  passes: readonly {
    readonly trackId: string;
    readonly lessonId: string;
    readonly taskId: string;
  }[],
): PassView[] {
  return passes
    .filter((pass) => pass.trackId === lesson.trackId && pass.lessonId === lesson.id)
    .map(({ taskId }) => {
      const task = lesson.tasks.find(({ id }) => id === taskId);
      const explanations = task && explanationsOf(task.check);
      return { taskId, ...(explanations && { explanations }) };
    });
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
