import { expect, it } from "vitest";
import type { Course, Lesson } from "../../server/lessons/schema.ts";
import type { LessonId, TaskId, TrackId } from "../../server/protocol/ids.ts";
import { nextUp } from "./next-up.ts";

const trackId = "containers" as TrackId;
const lesson = (id: string, number: number) =>
  ({ id, trackId, number, steps: [{}, {}, {}], tasks: [{ id: "only" }] }) as unknown as Lesson;
const course: Course = {
  tracks: [
    {
      id: trackId,
      title: "Containers",
      aim: "all of it",
      lessons: ["a", "b", "c"].map((id, i) => lesson(id, i)),
      faulty: [],
    },
  ],
  faults: [],
  warnings: [],
};
const pass = (id: string) => ({
  trackId,
  lessonId: id as LessonId,
  taskId: "only" as TaskId,
});
const place = (id: string, step: number) => ({ trackId, lessonId: id as LessonId, step });

it("begins at the beginning", () => {
  expect(nextUp(course, { place: undefined, passes: [] })).toMatchObject({
    lesson: { id: "a" },
    step: undefined,
  });
});

it("goes on where the learner was", () => {
  expect(nextUp(course, { place: place("b", 2), passes: [] })).toMatchObject({
    lesson: { id: "b" },
    step: 2,
  });
});

it("stays within a lesson that has become shorter", () => {
  expect(nextUp(course, { place: place("b", 9), passes: [] })?.step).toBe(3);
});

it("offers the next lesson after a finished one, then what was left out", () => {
  expect(nextUp(course, { place: place("b", 3), passes: [pass("b")] })).toMatchObject({
    lesson: { id: "c" },
    step: undefined,
  });
  expect(nextUp(course, { place: place("c", 3), passes: [pass("b"), pass("c")] })).toMatchObject({
    lesson: { id: "a" },
  });
});

it("offers nothing when all is done", () => {
  expect(nextUp(course, { place: place("c", 3), passes: ["a", "b", "c"].map(pass) })).toBeUndefined();
});
