import type { Place, TaskKey } from "./progress-store.ts";

/** The header in which a page is told whose reader has done what. It says nothing of who that is. */
export const PROGRESS_HEADER = "x-learner-progress";

/** What the pages know about a learner. One who is new has done nothing. */
export interface LearnerProgress {
  readonly passes: readonly TaskKey[];
  readonly place: Place | undefined;
}

const NAME = ({ trackId, lessonId, taskId }: TaskKey) => `${trackId}/${lessonId}/${taskId}`;

/** As a header: the same for all who have done the same, in whatever order and whenever. */
export function writeProgress({ passes, place }: LearnerProgress): string {
  const sorted = passes
    .map(({ trackId, lessonId, taskId }): TaskKey => ({ trackId, lessonId, taskId }))
    .sort((one, other) => (NAME(one) < NAME(other) ? -1 : 1));
  const here = place && { trackId: place.trackId, lessonId: place.lessonId, step: place.step };
  return JSON.stringify({ passes: sorted, place: here } satisfies LearnerProgress);
}

/** Throws when there is none: it could not be read, and nothing would be the wrong thing to show. */
export function readProgress(header: string | null): LearnerProgress {
  if (header === null) throw new Error("what the learner has done could not be read");
  const { passes, place }: LearnerProgress = JSON.parse(header);
  return { passes, place };
}
