import { buildCheck } from "./checks/build-check.ts";
import { explanationsOf } from "./lessons/right-answer.ts";
import { answerCheckOf, type Course, type Lesson } from "./lessons/schema.ts";
import type { LessonId, TrackId } from "./protocol/ids.ts";
import type { LessonParts } from "./sessions/session-registry.ts";

/** What sessions need of each lesson, made once. */
export interface CourseParts {
  readonly find: (trackId: TrackId, lessonId: LessonId) => LessonParts | undefined;
  /** Takes up a course that was read again. */
  replace(course: Course): void;
}

/**
 * A lesson with a fault is not there, unless lessons are being written: then it is what it was before the fault, and
 * a machine without tasks if it never was without one, so that its author has a terminal all the while.
 */
export function courseParts(course: Course, development: boolean): CourseParts {
  let parts = read(course, new Map());

  function read(from: Course, before: ReadonlyMap<string, LessonParts>): ReadonlyMap<string, LessonParts> {
    const read = new Map<string, LessonParts>();
    for (const track of from.tracks) {
      for (const lesson of track.lessons) read.set(`${track.id}/${lesson.id}`, lessonParts(lesson));
      for (const { id } of development ? track.faulty : []) {
        const key = `${track.id}/${id}`;
        const bare = { trackId: track.id, lessonId: id as LessonId, files: {}, images: [], tasks: [] };
        read.set(key, before.get(key) ?? bare);
      }
    }
    return read;
  }

  return {
    find: (trackId, lessonId) => parts.get(`${trackId}/${lessonId}`),
    replace(changed) {
      parts = read(changed, parts);
    },
  };
}

function lessonParts(lesson: Lesson): LessonParts {
  return {
    trackId: lesson.trackId,
    lessonId: lesson.id,
    files: lesson.files,
    images: lesson.fetchAhead,
    tasks: lesson.tasks.map((task) => {
      const explanations = explanationsOf(task.check);
      return {
        id: task.id,
        title: task.title,
        check: buildCheck(task.check),
        asksForAnswer: answerCheckOf(task.check) !== undefined,
        ...(explanations === undefined ? {} : { explanations }),
      };
    }),
  };
}
