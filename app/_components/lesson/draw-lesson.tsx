import type { Root } from "hast";
import { type Components, toJsxRuntime } from "hast-util-to-jsx-runtime";
import type { ReactNode } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { renderInline, renderMarkdown } from "../../../server/lessons/render-markdown.ts";
import type { Lesson } from "../../../server/lessons/schema.ts";
import type { FoundFaulty, FoundLesson } from "../../_lib/course.ts";
import { lessonPath } from "../../_lib/course-paths.ts";
import { taskView } from "../../_lib/lesson-view-model.ts";
import { AsideBox } from "./aside-box.tsx";
import { CommandBlock } from "./command-block.tsx";
import { FileBlock } from "./file-block.tsx";
import type { DrawnLesson, DrawnTask } from "./lesson-context.tsx";
import { OutputBlock } from "./output-block.tsx";
import { Picture } from "./picture.tsx";
import { TaskPlace } from "./task-place.tsx";

function draw(tree: Root, components: object = {}): ReactNode {
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components: components as Partial<Components> });
}

function outside({ href, children }: { href?: string; children?: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

function Table({ children }: { children?: ReactNode }) {
  return (
    <figure
      // biome-ignore lint/a11y/noNoninteractiveTabindex: on a narrow window it is scrolled by keyboard too.
      tabIndex={0}
      className="wide-content"
    >
      <table>{children}</table>
    </figure>
  );
}

function blocks(pictures: Lesson["pictures"]) {
  return {
    a: outside,
    table: Table,
    aside: AsideBox,
    "command-block": CommandBlock,
    "output-block": OutputBlock,
    "file-block": FileBlock,
    "task-slot": TaskPlace,
    "picture-slot": (slot: { "data-name"?: string; "data-alt"?: string }) => (
      <Picture svg={pictures[slot["data-name"] ?? ""] ?? ""} alt={slot["data-alt"] ?? ""} />
    ),
  };
}

type DrawnText = Pick<DrawnLesson, "steps" | "tasks">;

/** Drawn once for all readers: it is half of the work of a page. */
const drawnTexts = new WeakMap<Lesson, DrawnText>();

function drawText(lesson: Lesson): DrawnText {
  const components = blocks(lesson.pictures);
  const tasks = lesson.tasks.map(taskView).map(
    (task): DrawnTask => ({
      id: task.id,
      title: draw(renderInline(task.title)),
      hints: task.hints.map((hint) => draw(renderInline(hint))),
      question: task.question,
    }),
  );
  return {
    steps: lesson.steps.map((step) => ({
      title: draw(renderInline(step.title)),
      plainTitle: step.title.replaceAll("`", ""),
      body: draw(renderMarkdown(step.markdown), components),
      taskIds: step.taskIds,
    })),
    tasks: Object.fromEntries(tasks.map((task) => [task.id, task])),
  };
}

/** A lesson with its Markdown drawn, on the server. Of its tasks only what `taskView` lets through goes along. */
export function drawLesson({ track, lesson, next }: FoundLesson): DrawnLesson {
  const text = drawnTexts.get(lesson) ?? drawText(lesson);
  drawnTexts.set(lesson, text);
  return {
    trackId: track.id,
    trackTitle: track.title,
    lessonId: lesson.id,
    title: lesson.title,
    number: lesson.number,
    faults: [],
    ...text,
    deeper: lesson.deeper,
    terminals: lesson.terminals,
    next: next && { title: next.title, href: lessonPath(next) },
  };
}

/** A lesson that is being written and has faults, in the place of its text. */
export function drawFaulty({ track, faulty }: FoundFaulty): DrawnLesson {
  return {
    trackId: track.id,
    trackTitle: track.title,
    lessonId: faulty.id,
    title: faulty.title,
    number: faulty.number,
    faults: faulty.faults,
    steps: [],
    tasks: {},
    deeper: [],
    terminals: [],
    next: undefined,
  };
}
