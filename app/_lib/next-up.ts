import type { Course, Lesson } from "../../server/lessons/schema.ts";
import type { LearnerProgress } from "../../server/progress/learner-progress.ts";
import { lessonProgress } from "./lesson-view-model.ts";

/** What the course map puts first: the lesson to go on with, or to begin with. */
export interface NextUp {
  readonly lesson: Lesson;
  /** Where to go on, from 1; `undefined`: it has not been begun. */
  readonly step: number | undefined;
}

/**
 * Where the learner was, as long as tasks are left there; after a finished lesson, the first unfinished one behind
 * it; at the very start, the first lesson. `undefined`: everything is done.
 */
export function nextUp(course: Course, { place, passes }: LearnerProgress): NextUp | undefined {
  const lessons = course.tracks.flatMap((track) => track.lessons);
  const unfinished = (lesson: Lesson) => {
    const { done, total } = lessonProgress(lesson, passes);
    return done < total;
  };
  const here = lessons.findIndex((one) => one.trackId === place?.trackId && one.id === place.lessonId);
  const current = lessons[here];
  if (place && current && unfinished(current)) {
    return { lesson: current, step: Math.min(place.step, current.steps.length) };
  }
  const lesson = lessons.slice(here + 1).find(unfinished) ?? lessons.find(unfinished);
  return lesson && { lesson, step: undefined };
}
