import { keepOpened } from "../keep-opened.ts";
import type { LearnerProgress } from "../progress/learner-progress.ts";
import type { openLearnerRecords } from "./open-learner-records.ts";

type Open = () => ReturnType<typeof openLearnerRecords>;

/** What the learner of a `Cookie` header has done. The records are opened at the first question, and again if that fails. */
export function progressOfReader(open: Open): (cookieHeader: string | undefined) => Promise<LearnerProgress> {
  const opened = keepOpened(open);
  return async (cookieHeader) => {
    const { identity, store } = await opened();
    const learnerId = identity.identify(cookieHeader);
    if (!learnerId) return { passes: [], place: undefined };
    const [passes, place] = await Promise.all([store.passesOf(learnerId), store.placeOf(learnerId)]);
    return { passes, place };
  };
}
