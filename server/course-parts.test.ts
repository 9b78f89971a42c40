import { afterEach, beforeEach, expect, it } from "vitest";
import { courseParts } from "./course-parts.ts";
import { findLesson } from "./lessons/course.ts";
import { loadCourse } from "./lessons/load-course.ts";
import type { LessonId, TrackId } from "./protocol/ids.ts";
import { startTestApp } from "./testing/start-test-app.ts";
import { type CourseFolder, courseFolder, FIRST, LESSON, PICTURE, TASKS } from "./testing/write-course.ts";

const TRACK = "basics" as TrackId;
const GOOD = "second" as LessonId;
const FAULTY = "first" as LessonId;
const SECOND = {
  "01-basics/02-second/lesson.md": LESSON,
  "01-basics/02-second/tasks.yaml": TASKS,
  "01-basics/02-second/pictures/layers.svg": PICTURE,
};
const BROKEN = { [`${FIRST}/tasks.yaml`]: TASKS.replace("kind: container", "kind: magic") };

let folder: CourseFolder;
beforeEach(async () => {
  folder = await courseFolder();
});
afterEach(() => folder.remove());

it("leaves a faulty lesson out, and the others as they are", async () => {
  await folder.write({ ...SECOND, ...BROKEN });
  const parts = courseParts(await loadCourse(folder.dir), false);
  expect(parts.find(TRACK, FAULTY)).toBeUndefined();
  expect(parts.find(TRACK, GOOD)?.tasks.map(({ id }) => id)).toEqual(["ran-it"]);
});

it("keeps a machine for a lesson that is being written, with its tasks from before the fault", async () => {
  await folder.write({ ...SECOND, ...BROKEN });
  const parts = courseParts(await loadCourse(folder.dir), true);
  expect(parts.find(TRACK, FAULTY)).toMatchObject({ files: {}, tasks: [] });

  await folder.write(SECOND);
  parts.replace(await loadCourse(folder.dir));
  expect(parts.find(TRACK, FAULTY)?.tasks).toHaveLength(1);
  await folder.write({ ...SECOND, ...BROKEN });
  parts.replace(await loadCourse(folder.dir));
  expect(parts.find(TRACK, FAULTY)?.tasks).toHaveLength(1);
});

it("serves the other lessons while one has a fault", async () => {
  await folder.write({ ...SECOND, ...BROKEN });
  const course = await loadCourse(folder.dir);
  const app = await startTestApp({
    registry: { findLesson: courseParts(course, false).find },
    stepsOf: ({ trackId, lessonId }) => findLesson(course, trackId, lessonId)?.steps.length,
  });
  try {
    const learner = await app.learner();
    await learner.ready({ trackId: TRACK, lessonId: GOOD });
    await expect(learner.open({ trackId: TRACK, lessonId: FAULTY })).rejects.toThrow(/no such lesson/);
    const place = (lessonId: string) =>
      fetch(`${app.url}/api/place`, {
        method: "POST",
        headers: { "content-type": "application/json", cookie: learner.cookie },
        body: JSON.stringify({ trackId: TRACK, lessonId, step: 1 }),
      });
    expect((await place(GOOD)).ok).toBe(true);
    expect((await place(FAULTY)).status).toBe(404);
    expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
  } finally {
    await app.close();
  }
});
