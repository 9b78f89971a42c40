import type { Root } from "hast";
import { type Components, toJsxRuntime } from "hast-util-to-jsx-runtime";
import type { ReactNode } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { renderInline, renderMarkdown } from "../../../server/lessons/render-markdown.ts";
import type { Lesson } from "../../../server/lessons/schema.ts";
import { taskView } from "../../_lib/lesson-view-model.ts";
import { AsideBox } from "../lesson/aside-box.tsx";
import { PaperCode, PaperCommand, PaperOutput } from "./paper-code.tsx";
import { PaperTask } from "./paper-task.tsx";

interface PaperStep {
  readonly title: ReactNode;
  readonly key: string;
  readonly body: ReactNode;
}

function draw(tree: Root, components: object = {}): ReactNode {
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components: components as Partial<Components> });
}

/** The steps of a lesson for paper: nothing to click, tasks as boxes to tick. Hints and solutions are not among them. */
export function drawPaper(lesson: Lesson): readonly PaperStep[] {
  const tasks = new Map(lesson.tasks.map((task) => [task.id as string, taskView(task)]));
  const components = {
    aside: AsideBox,
    "command-block": PaperCommand,
    "output-block": PaperOutput,
    "file-block": PaperCode,
    "task-slot": (slot: { "data-id"?: string }) => {
      const task = tasks.get(slot["data-id"] ?? "");
      return task && <PaperTask title={draw(renderInline(task.title))} question={task.question} />;
    },
    "picture-slot": (slot: { "data-name"?: string; "data-alt"?: string }) => (
      <figure
        role="img"
        aria-label={slot["data-alt"]}
        className="picture break-inside-avoid py-1"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: lessons are part of the repository, and linted.
        dangerouslySetInnerHTML={{ __html: lesson.pictures[slot["data-name"] ?? ""] ?? "" }}
      />
    ),
  };
  return lesson.steps.map((step) => ({
    key: step.title,
    title: draw(renderInline(step.title)),
    body: draw(renderMarkdown(step.markdown), components),
  }));
}
