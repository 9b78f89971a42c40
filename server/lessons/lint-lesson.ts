import { visit } from "unist-util-visit";
import type { Report } from "./course-error.ts";
import { inlineProblem, lintMarkdown } from "./lint-markdown.ts";
import { answerCheckOf, type Task } from "./schema.ts";
import type { LessonParts } from "./split-lesson.ts";

export interface LessonFiles {
  readonly parts: LessonParts;
  /** `undefined`: `tasks.yaml` could not be read, so nothing can be said about where tasks are placed. */
  readonly tasks: readonly Task[] | undefined;
  readonly pictures: Readonly<Record<string, string>>;
  readonly lessonFile: string;
  readonly tasksFile: string;
}

/** Reports what no schema sees: whether text, tasks and pictures of a lesson fit together. */
export function lintLesson(lesson: LessonFiles, report: Report): void {
  lintText(lesson, report);
  lintPictures(lesson, report);
  if (lesson.tasks === undefined) return;
  lintPlaces(lesson, lesson.tasks, report);
  for (const [index, task] of lesson.tasks.entries())
    lintTask(task, `tasks.${index}`, lesson.tasksFile, report);
}

function lintText({ parts, lessonFile }: LessonFiles, report: Report): void {
  lintMarkdown(parts.tree, parts.body, (line, problem) => report(lessonFile, `line ${line}`, problem));
  if (parts.steps.length === 0) report(lessonFile, undefined, "has no step; a step begins with a ## heading");
  else if (parts.strayLine !== undefined) {
    report(
      lessonFile,
      `line ${parts.strayLine}`,
      "text stands before the first step; begin with a ## heading",
    );
  }
  for (const { title, markdown, line } of parts.steps) {
    if (title === "") report(lessonFile, `line ${line}`, "the step has no title");
    if (markdown === "") report(lessonFile, `line ${line}`, `step "${title}" is empty`);
  }
}

function lintPictures({ parts, pictures, lessonFile }: LessonFiles, report: Report): void {
  const used = new Set<string>();
  visit(parts.tree, "leafDirective", (node) => {
    const name = node.name === "picture" ? node.attributes?.name : undefined;
    if (!name) return;
    used.add(name);
    if (!Object.hasOwn(pictures, name)) {
      report(lessonFile, `line ${node.position?.start.line}`, `pictures/${name}.svg is missing`);
    }
  });
  for (const name of Object.keys(pictures).filter((each) => !used.has(each))) {
    report(lessonFile, undefined, `pictures/${name}.svg is never placed with ::picture`);
  }
}

function lintPlaces(
  { parts, lessonFile, tasksFile }: LessonFiles,
  tasks: readonly Task[],
  report: Report,
): void {
  const known = new Set<string>();
  for (const [index, { id }] of tasks.entries()) {
    if (known.has(id)) report(tasksFile, `tasks.${index}.id`, `"${id}" is taken by a task before it`);
    known.add(id);
  }
  const placed = new Set<string>();
  for (const { taskIds, title } of parts.steps) {
    for (const id of taskIds) {
      if (!known.has(id)) report(lessonFile, `step "${title}"`, `::task{#${id}} names no task of tasks.yaml`);
      if (placed.has(id)) report(lessonFile, `step "${title}"`, `::task{#${id}} is placed a second time`);
      placed.add(id);
    }
  }
  for (const id of known) {
    if (!placed.has(id))
      report(lessonFile, undefined, `task "${id}" is never placed; add ::task{#${id}} to a step`);
  }
  const order = tasks.map(({ id }) => id).filter((id) => placed.has(id));
  if ([...placed].filter((id) => known.has(id)).join() !== order.join()) {
    report(tasksFile, "tasks", "do not stand in the order in which the text places them");
  }
}

function lintTask(task: Task, field: string, file: string, report: Report): void {
  const texts = {
    title: task.title,
    ...Object.fromEntries(task.hints.map((hint, i) => [`hints.${i}`, hint])),
  };
  for (const [name, markdown] of Object.entries(texts)) {
    const problem = inlineProblem(markdown);
    if (problem !== undefined) report(file, `${field}.${name}`, problem);
  }
  const asking = answerCheckOf(task.check);
  const asks = asking !== undefined;
  if (asking?.kind === "answer" && task.solutionAnswer === undefined) {
    report(file, `${field}.solutionAnswer`, "is needed: the check asks for an answer");
  }
  if (asking?.kind !== "answer" && task.solutionAnswer !== undefined) {
    report(file, `${field}.solutionAnswer`, "has no use: no answer is typed for this check");
  }
  for (const [index, mistake] of task.mistakes.entries()) {
    if (!asks && mistake.answer !== undefined) {
      report(file, `${field}.mistakes.${index}.answer`, "has no use: the check asks for no answer");
    }
  }
}
