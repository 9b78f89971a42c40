import type { Root } from "mdast";
import { visit } from "unist-util-visit";
import { parseMarkdown } from "./parse-markdown.ts";

export interface LessonParts {
  /** YAML between the two `---` lines; `undefined` when the file does not begin with one. */
  readonly frontMatter: string | undefined;
  readonly steps: readonly StepText[];
  /** Line of the first text that stands before the first step, if any does. */
  readonly strayLine: number | undefined;
  /** The text with empty lines in place of the front matter: its line numbers are those of the file. */
  readonly body: string;
  /** The body's tree. */
  readonly tree: Root;
}

export interface StepText {
  readonly title: string;
  readonly markdown: string;
  /** Line of its heading. */
  readonly line: number;
  /** Ids as written in `::task{#id}`, in order; not yet known to exist. */
  readonly taskIds: readonly string[];
}

const FRONT_MATTER = /^---\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m;

/** Takes `lesson.md` apart: front matter, then a step at each `## ` heading. */
export function splitLesson(text: string): LessonParts {
  const head = text.startsWith("---") ? FRONT_MATTER.exec(text) : null;
  const blank = (head?.[0] ?? "").replace(/[^\n]/g, "");
  const body = blank + text.slice(head?.[0].length ?? 0);
  const tree = parseMarkdown(body);

  const isHeading = (child: Root["children"][number]) => child.type === "heading" && child.depth === 2;
  const starts = tree.children.flatMap((child, index) => (isHeading(child) ? [index] : []));
  const stray = tree.children.slice(0, starts[0] ?? tree.children.length)[0];
  return {
    frontMatter: head?.[1],
    strayLine: stray?.position?.start.line,
    body,
    tree,
    steps: starts.map((start, index) => readStep(body, tree.children.slice(start, starts[index + 1]))),
  };
}

function readStep(body: string, [heading, ...content]: Root["children"]): StepText {
  if (heading?.type !== "heading") throw new Error("invariant: a step begins with its heading");
  const offset = (place: { offset?: number | undefined } | undefined) => place?.offset ?? 0;
  const titleEnd = offset(heading.children.at(-1)?.position?.end);
  const end = offset(content.at(-1)?.position?.end);
  const taskIds: string[] = [];
  visit({ type: "root", children: content } satisfies Root, "leafDirective", (node) => {
    if (node.name === "task" && node.attributes?.id) taskIds.push(node.attributes.id);
  });
  return {
    title: body.slice(offset(heading.children[0]?.position?.start), titleEnd).trim(),
    markdown: end === 0 ? "" : body.slice(offset(heading.position?.end), end).trim(),
    line: heading.position?.start.line ?? 0,
    taskIds,
  };
}
