import type { Report } from "./course-error.ts";
import { normaliseImageName } from "./image-name.ts";
import type { LessonSource } from "./read-lesson.ts";
import type { CheckSpec } from "./schema.ts";

/**
 * Reports images to be fetched ahead that the lesson does not use, and those whose fetching one of its tasks is about:
 * the lab's own pull would pass for the learner's.
 */
export function lintFetchAhead({ matter, lessonFile: file, tasks = [] }: LessonSource, report: Report): void {
  const used = new Set((matter?.value?.images ?? []).map(normaliseImageName));
  for (const [index, image] of (matter?.value?.fetchAhead ?? []).entries()) {
    const name = normaliseImageName(image);
    const place = { file, line: matter?.lineOf(["fetchAhead", index]), field: `fetchAhead.${index}` };
    if (!used.has(name)) {
      report({
        ...place,
        problem: `"${image}" is not among images`,
        fix: "name it there too, or take it out",
      });
    }
    const task = tasks.find(({ check }) => asksForFetching(check, name));
    if (task !== undefined) {
      report({
        ...place,
        problem: `"${image}" is what task "${task.id}" has the learner fetch`,
        fix: "take it out of fetchAhead: the task would pass by itself",
      });
    }
  }
}

function asksForFetching(check: CheckSpec, name: string): boolean {
  if (check.kind === "all") return check.checks.some((each) => asksForFetching(each, name));
  const isAbout = "name" in check && check.name !== undefined && normaliseImageName(check.name) === name;
  return (
    isAbout &&
    (check.kind === "image" ? check.present : check.kind === "image-event" && check.action === "pull")
  );
}
