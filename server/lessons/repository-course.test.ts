import { expect, it } from "vitest";
import { allFaults } from "./all-faults.ts";
import { faultLine } from "./course-error.ts";
import { loadCourse } from "./load-course.ts";
import { renderMarkdown } from "./render-markdown.ts";

it("loads the lessons of this repository, without a fault", { timeout: 60_000 }, async () => {
  const course = await loadCourse();
  const ofLessons = course.warnings.filter(({ file }) => !file.endsWith("track.yaml"));
  const lines = [...allFaults(course), ...ofLessons].map((fault) => faultLine(fault, "lessons"));
  expect(lines).toEqual([]);
  const steps = course.tracks.flatMap((track) => track.lessons.flatMap((lesson) => lesson.steps));
  expect(steps.length).toBeGreaterThan(0);
  for (const { markdown } of steps) expect(renderMarkdown(markdown).children).not.toEqual([]);
});
