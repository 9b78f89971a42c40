import { expect, it } from "vitest";
import type { LessonId, TaskId, TrackId } from "../protocol/ids.ts";
import { readProgress, writeProgress } from "./learner-progress.ts";
import type { TaskPass } from "./progress-store.ts";

const here = { trackId: "containers" as TrackId, lessonId: "images" as LessonId };
const pass = (id: string, time = 0): TaskPass => ({
  ...here,
  taskId: id as TaskId,
  passedAt: new Date(time),
});

it("comes through a header as it was", () => {
  const progress = { passes: [{ ...here, taskId: "one" as TaskId }], place: { ...here, step: 3 } };
  expect(readProgress(writeProgress(progress))).toEqual(progress);
  const none = { passes: [], place: undefined };
  expect(readProgress(writeProgress(none))).toEqual(none);
});

it("is the same for all who have done the same", () => {
  const one = writeProgress({ passes: [pass("one", 1), pass("two", 2)], place: undefined });
  expect(writeProgress({ passes: [pass("two", 3), pass("one", 4)], place: undefined })).toBe(one);
  expect(writeProgress({ passes: [pass("one", 1)], place: undefined })).not.toBe(one);
});

it("does not take what could not be read for nothing", () => {
  expect(() => readProgress(null)).toThrow("could not be read");
});
