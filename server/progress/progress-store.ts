import type { LearnerId, LessonId, TaskId, TrackId } from "../protocol/ids.ts";

export interface LessonKey {
  readonly trackId: TrackId;
  readonly lessonId: LessonId;
}

export interface TaskKey extends LessonKey {
  readonly taskId: TaskId;
}

export interface TaskPass extends TaskKey {
  readonly passedAt: Date;
}

/** Where a learner is: a lesson and its step, from 1. */
export interface Place extends LessonKey {
  readonly step: number;
}

/**
 * Facts about learners. What follows from them ("lesson complete") is computed where it is needed. A learner needs
 * no registration: the first write creates their row. Every method rejects when the store cannot be reached.
 */
export interface ProgressStore {
  /** Records a pass. Passing again changes nothing and answers with the first time. */
  pass(learnerId: LearnerId, task: TaskKey): Promise<{ passedAt: Date }>;
  /** A learner's passes, oldest first: of one lesson, or of all. */
  passesOf(learnerId: LearnerId, lesson?: LessonKey): Promise<readonly TaskPass[]>;
  /** `to` has passed what `from` has, too, and is where `from` is unless they have been somewhere. `from` keeps all. */
  adopt(from: LearnerId, to: LearnerId): Promise<void>;
  /** Records where the learner is now; only the last place is kept. */
  place(learnerId: LearnerId, place: Place): Promise<void>;
  /** `undefined`: they have not been anywhere yet. */
  placeOf(learnerId: LearnerId): Promise<Place | undefined>;
}
