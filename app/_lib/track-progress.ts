import type { Track } from "../../server/lessons/schema.ts";
import type { LearnerProgress } from "../../server/progress/learner-progress.ts";
import { lessonProgress } from "./lesson-view-model.ts";

/** Where a learner stands in a track. */
export interface TrackProgress {
  readonly tasks: number;
  readonly tasksDone: number;
  readonly lessons: number;
  /** Lessons of which every task is done. */
  readonly lessonsDone: number;
  /** What is left, from the lessons' own minutes and the share of their tasks that is open. */
  readonly minutesLeft: number;
}

export function trackProgress(track: Track, passes: LearnerProgress["passes"]): TrackProgress {
  const sum = { tasks: 0, tasksDone: 0, lessons: track.lessons.length, lessonsDone: 0, minutesLeft: 0 };
  for (const lesson of track.lessons) {
    const { done, total } = lessonProgress(lesson, passes);
    sum.tasks += total;
    sum.tasksDone += done;
    if (done >= total) sum.lessonsDone += 1;
    else sum.minutesLeft += lesson.minutes * (1 - done / total);
  }
  return sum;
}
