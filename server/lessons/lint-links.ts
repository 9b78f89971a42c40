import type { Root } from "mdast";
import { visit } from "unist-util-visit";
import type { Fault } from "./course-error.ts";
import type { LessonDraft } from "./read-lesson.ts";

/** A link that stays on this site: `/learn/track/lesson?step=2#task-id`, or `#task-id`. */
export interface LinkUse {
  readonly file: string;
  readonly line: number;
  readonly url: string;
}

/** Every link of a text. `line`: that of the text's first line, in its file. */
export function linksIn(tree: Root, file: string, line = 1): LinkUse[] {
  const links: LinkUse[] = [];
  visit(tree, (node) => {
    if (node.type !== "link" && node.type !== "definition") return;
    links.push({ file, line: line - 1 + (node.position?.start.line ?? 1), url: node.url });
  });
  return links;
}

/** A fault for each link of the lesson that leads nowhere. `lessons`: all of the course. */
export function deadLinks(lesson: LessonDraft, lessons: readonly LessonDraft[]): Fault[] {
  return lesson.links.flatMap(({ file, line, url }) => {
    const fault = deadLink(url, lesson, lessons);
    return fault === undefined ? [] : [{ file, line, problem: `link "${url}" ${fault[0]}`, fix: fault[1] }];
  });
}

/** What is wrong and what to do about it. */
function deadLink(
  url: string,
  own: LessonDraft,
  lessons: readonly LessonDraft[],
): readonly [string, string] | undefined {
  if (url.startsWith("https://")) return undefined;
  if (!/^[/#]/.test(url) || url.startsWith("//")) {
    return [
      "leads nowhere",
      "write https://..., /learn/TRACK/LESSON or #task-ID; put other addresses in backticks",
    ];
  }
  const { pathname, searchParams, hash } = new URL(url, `https://lab/learn/${own.trackId}/${own.id}`);
  if (pathname === "/") return undefined;
  const [, learn, trackId, lessonId, ...rest] = pathname.split("/");
  const target =
    learn === "learn" && rest.length === 0
      ? lessons.find((each) => each.trackId === trackId && each.id === lessonId)
      : undefined;
  if (target === undefined) {
    return ["names no page", "write / or /learn/TRACK/LESSON with the id of a lesson there is"];
  }
  const step = searchParams.get("step");
  const inStep = step === null ? undefined : target.steps[Number(step) - 1];
  if (step !== null && inStep === undefined) {
    return [`names a step that is not there`, `use step=1 to step=${target.steps.length}`];
  }
  if (hash === "") return undefined;
  const tasks = (inStep === undefined ? target.steps : [inStep]).flatMap(({ taskIds }) => taskIds);
  if (tasks.some((id) => hash === `#task-${id}`)) return undefined;
  const named = tasks.map((id) => `#task-${id}`).join(", ") || "no anchor: there is no task";
  return ["names no task there", `use ${named}`];
}
