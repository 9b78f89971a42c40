import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { FaultyLesson } from "../../../server/lessons/schema.ts";
import type { TrackId } from "../../../server/protocol/ids.ts";
import { LessonOutOfOrder } from "../lesson/lesson-out-of-order.tsx";
import { FaultyLessonRow } from "./lesson-row.tsx";

const lesson: FaultyLesson = {
  id: "sails",
  trackId: "harbour" as TrackId,
  number: 4,
  title: "Setting <sails>",
  faults: [
    {
      file: "01-harbour/04-sails/tasks.yaml",
      line: 12,
      field: "tasks.0.hints",
      problem: "is missing",
      fix: "add hints",
    },
  ],
};

it("tells who writes lessons where the fault is and how to mend it", () => {
  const html = renderToStaticMarkup(createElement(FaultyLessonRow, { lesson, showFaults: true }));
  expect(html).toContain("lessons/01-harbour/04-sails/tasks.yaml:12");
  expect(html).toContain("is missing");
  expect(html).toContain("add hints");
  expect(html).toContain('href="/learn/harbour/sails"');
});

it("tells a learner only that there is a fault, on the course map and on the page", () => {
  for (const html of [
    renderToStaticMarkup(createElement(FaultyLessonRow, { lesson, showFaults: false })),
    renderToStaticMarkup(createElement(LessonOutOfOrder, { title: lesson.title })),
  ]) {
    expect(html).toContain("Setting &lt;sails&gt;");
    expect(html).toContain("This lesson has a fault and is not shown; the operator has been told.");
    expect(html).not.toMatch(/tasks\.yaml|hints/);
  }
});
