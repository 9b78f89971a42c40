import type { Course, Lesson, Task } from "./schema.ts";

/** The lesson at these ids, or `undefined`: ids may come from an address that somebody typed. */
export function findLesson(course: Course, trackId: string, lessonId: string): Lesson | undefined {
  return course.tracks
    .find((track) => track.id === trackId)
    ?.lessons.find((lesson) => lesson.id === lessonId);
}

/** The lesson after this one, on into the next track; `undefined` after the last. */
export function nextLesson(course: Course, lesson: Lesson): Lesson | undefined {
  return neighbour(course, lesson, 1);
}

/** The lesson before this one, back into the track before; `undefined` before the first. */
export function previousLesson(course: Course, lesson: Lesson): Lesson | undefined {
  return neighbour(course, lesson, -1);
}

/** The lesson's task of this id, or `undefined`. */
export function taskOf(lesson: Lesson, taskId: string): Task | undefined {
  return lesson.tasks.find((task) => task.id === taskId);
}

function neighbour(course: Course, lesson: Lesson, distance: number): Lesson | undefined {
  const all = course.tracks.flatMap((track) => track.lessons);
  const place = all.findIndex((each) => each.id === lesson.id && each.trackId === lesson.trackId);
  return place === -1 ? undefined : all[place + distance];
}
