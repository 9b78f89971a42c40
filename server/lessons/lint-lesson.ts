import { visit } from "unist-util-visit";
import type { Report } from "./course-error.ts";
import { type LinkUse, linksIn } from "./lint-links.ts";
import { lintMarkdown } from "./lint-markdown.ts";
import type { LessonSource } from "./read-lesson.ts";

/** Fewer teach too little for a lesson of its own. */
const LEAST_TASKS = 4;

/** Reports what no schema sees: whether text, tasks and pictures of a lesson fit together. Gives its links. */
export function lintLesson(lesson: LessonSource, report: Report, warn: Report): LinkUse[] {
  const { parts, lessonFile } = lesson;
  lintMarkdown(parts.tree, parts.body, (fault) => report({ file: lessonFile, ...fault }));
  lintSteps(lesson, report);
  lintMatters(lesson, report);
  lintPictures(lesson, report);
  if (lesson.tasks !== undefined) lintPlaces(lesson, lesson.tasks, report);
  if (lesson.tasks !== undefined && lesson.tasks.length < LEAST_TASKS) {
    warn({
      file: lesson.tasksFile,
      line: lesson.taskLine(["tasks"]),
      problem: `holds ${lesson.tasks.length} of the ${LEAST_TASKS} tasks that a lesson has at least`,
      fix: "let the learner do something in every step",
    });
  }
  return linksIn(parts.tree, lessonFile);
}

function lintSteps({ parts, lessonFile: file }: LessonSource, report: Report): void {
  if (parts.steps.length === 0) report({ file, problem: "has no step", fix: "begin one with a ## heading" });
  else if (parts.strayLine !== undefined) {
    report({
      file,
      line: parts.strayLine,
      problem: "text stands before the first step",
      fix: "put a ## heading above it",
    });
  }
  for (const { title, markdown, line } of parts.steps) {
    if (title === "") report({ file, line, problem: "the step has no title", fix: "write it after ##" });
    if (markdown === "") {
      report({
        file,
        line,
        problem: `step "${title}" is empty`,
        fix: "write its text, or take the heading out",
      });
    }
  }
}

function lintMatters({ parts, lessonFile: file }: LessonSource, report: Report): void {
  const lines: number[] = [];
  visit(parts.tree, "containerDirective", (node) => {
    if (node.name === "matters") lines.push(node.position?.start.line ?? 1);
  });
  if (lines.length === 0) {
    report({
      file,
      line: parts.steps.at(-1)?.line,
      problem: "does not say why it matters",
      fix: "add a :::matters box near the end",
    });
  }
  for (const line of lines.slice(1)) {
    report({ file, line, problem: "is a second :::matters", fix: "make one of them a :::note or :::why" });
  }
}

function lintPictures({ parts, pictures, lessonFile: file }: LessonSource, report: Report): void {
  const used = new Set<string>();
  visit(parts.tree, "leafDirective", (node) => {
    const name = node.name === "picture" ? node.attributes?.name : undefined;
    if (!name) return;
    used.add(name);
    if (!Object.hasOwn(pictures, name)) {
      report({
        file,
        line: node.position?.start.line,
        problem: `pictures/${name}.svg is missing`,
        fix: "draw it, or name one that is there",
      });
    }
  });
  for (const name of Object.keys(pictures).filter((each) => !used.has(each))) {
    report({
      file,
      problem: `pictures/${name}.svg is never placed`,
      fix: `write ::picture{name="${name}" alt="..."}, or take the file out`,
    });
  }
  if (used.size === 0) {
    report({
      file,
      line: parts.steps[0]?.line,
      problem: "has no picture",
      fix: 'draw one into pictures/ and place it with ::picture{name="..." alt="..."}',
    });
  }
}

function lintPlaces(
  { parts, lessonFile, tasksFile, taskLine }: LessonSource,
  tasks: NonNullable<LessonSource["tasks"]>,
  report: Report,
): void {
  const known = new Map<string, number>();
  for (const [index, { id }] of tasks.entries()) {
    if (known.has(id)) {
      report({
        file: tasksFile,
        line: taskLine(["tasks", index, "id"]),
        problem: `"${id}" is taken by a task before it`,
        fix: "give it another id",
      });
    }
    known.set(id, index);
  }
  const placed = new Set<string>();
  visit(parts.tree, "leafDirective", (node) => {
    const id = node.name === "task" ? node.attributes?.id : undefined;
    if (!id) return;
    const place = { file: lessonFile, line: node.position?.start.line };
    if (!known.has(id)) {
      report({
        ...place,
        problem: `::task{#${id}} names no task of tasks.yaml`,
        fix: `use one of ${[...known.keys()].join(", ")}`,
      });
    }
    if (placed.has(id)) {
      report({ ...place, problem: `::task{#${id}} is placed a second time`, fix: "take one of them out" });
    }
    placed.add(id);
  });
  for (const [id, index] of known) {
    if (placed.has(id)) continue;
    report({
      file: tasksFile,
      line: taskLine(["tasks", index]),
      problem: `task "${id}" is never placed`,
      fix: `add ::task{#${id}} to a step`,
    });
  }
  const order = tasks.map(({ id }) => id).filter((id) => placed.has(id));
  const inText = [...placed].filter((id) => known.has(id));
  const wrong = order.findIndex((id, index) => inText[index] !== id);
  if (wrong !== -1 && new Set(order).size === order.length) {
    report({
      file: tasksFile,
      line: taskLine(["tasks", known.get(order[wrong] ?? "") ?? 0]),
      problem: `task "${order[wrong]}" does not stand where the text places it`,
      fix: `put the tasks into the order of the text: ${inText.join(", ")}`,
    });
  }
}
