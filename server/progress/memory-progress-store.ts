import type { LearnerId } from "../protocol/ids.ts";
import type { LessonKey, Place, ProgressStore, TaskKey, TaskPass } from "./progress-store.ts";

/** For unit tests: forgets everything with the process. */
export function memoryProgressStore(now: () => Date = () => new Date()): ProgressStore {
  const passes = new Map<LearnerId, TaskPass[]>();
  const places = new Map<LearnerId, Place>();

  return {
    async pass(learnerId, task) {
      const known = passes.get(learnerId) ?? [];
      const first = known.find((pass) => isSameTask(pass, task));
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
    async adopt(from, to) {
      const known = passes.get(to) ?? [];
      const added = (passes.get(from) ?? []).filter(
        (pass) => !known.some((other) => isSameTask(pass, other)),
      );
      const byTime = (one: TaskPass, other: TaskPass) => one.passedAt.getTime() - other.passedAt.getTime();
      passes.set(to, [...known, ...added].sort(byTime));
      const place = places.get(from);
      if (place !== undefined && !places.has(to)) places.set(to, place);
    },
    async place(learnerId, { trackId, lessonId, step }) {
      places.set(learnerId, { trackId, lessonId, step });
    },
    async placeOf(learnerId) {
      return places.get(learnerId);
    },
  };
}

function isSameTask(one: TaskKey, other: TaskKey): boolean {
  return isSameLesson(one, other) && one.taskId === other.taskId;
}

function isSameLesson(one: LessonKey, other: LessonKey): boolean {
  return one.trackId === other.trackId && one.lessonId === other.lessonId;
}
