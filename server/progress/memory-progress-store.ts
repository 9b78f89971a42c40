import type { LearnerId } from "../protocol/ids.ts";
import type { LessonKey, Place, ProgressStore, TaskKey, TaskPass } from "./progress-store.ts";

/** For unit tests: forgets everything with the process. */
export function memoryProgressStore(now: () => Date = () => new Date()): ProgressStore {
  const passes = new Map<LearnerId, TaskPass[]>();
  const places = new Map<LearnerId, Place>();

  return {
    async pass(learnerId, task) {
      const known = passes.get(learnerId) ?? [];
      const first = known.find((pass) => isSameLesson(pass, task) && pass.taskId === task.taskId);
      if (first) return { passedAt: first.passedAt };
      const { trackId, lessonId, taskId }: TaskKey = task;
      const pass = { trackId, lessonId, taskId, passedAt: now() };
      passes.set(learnerId, [...known, pass]);
      return { passedAt: pass.passedAt };
    },
    async passesOf(learnerId, lesson) {
      const known = passes.get(learnerId) ?? [];
      return lesson ? known.filter((pass) => isSameLesson(pass, lesson)) : known;
    },
    async place(learnerId, { trackId, lessonId, step }) {
      places.set(learnerId, { trackId, lessonId, step });
    },
    async placeOf(learnerId) {
      return places.get(learnerId);
    },
  };
}

function isSameLesson(one: LessonKey, other: LessonKey): boolean {
  return one.trackId === other.trackId && one.lessonId === other.lessonId;
}
