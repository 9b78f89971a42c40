import { expect, it } from "vitest";
import type { Lesson, Track } from "../../server/lessons/schema.ts";
import type { LessonId, TaskId, TrackId } from "../../server/protocol/ids.ts";
import { trackProgress } from "./track-progress.ts";

const trackId = "containers" as TrackId;
const lesson = (id: string, minutes: number, tasks: number) =>
  ({
    id,
    trackId,
    minutes,
    tasks: Array.from({ length: tasks }, (_, n) => ({ id: `t${n}` })),
  }) as unknown as Lesson;
const pass = (lessonId: string, taskId: string) => ({
  trackId,
  lessonId: lessonId as LessonId,
  taskId: taskId as TaskId,
});

it("counts tasks, whole lessons, and the minutes of what is open", () => {
  const track = { lessons: [lesson("a", 10, 2), lesson("b", 12, 4)] } as unknown as Track;
  const passes = [pass("a", "t0"), pass("a", "t1"), pass("b", "t2"), pass("b", "no-longer-there")];
  expect(trackProgress(track, passes)).toEqual({
    tasks: 6,
    tasksDone: 3,
    lessons: 2,
    lessonsDone: 1,
    minutesLeft: 9,
  });
});
