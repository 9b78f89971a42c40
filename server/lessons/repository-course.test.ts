import { expect, it } from "vitest";
import { loadCourse } from "./load-course.ts";
import { renderMarkdown } from "./render-markdown.ts";

it("loads the lessons of this repository, without a fault", async () => {
  const { tracks } = await loadCourse();
  const steps = tracks.flatMap((track) => track.lessons.flatMap((lesson) => lesson.steps));
  expect(steps.length).toBeGreaterThan(0);
  for (const { markdown } of steps) expect(renderMarkdown(markdown).children).not.toEqual([]);
});
