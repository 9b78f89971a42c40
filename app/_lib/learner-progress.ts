import { headers } from "next/headers";
import type { Place, TaskPass } from "../../server/progress/progress-store.ts";
import { serverModule } from "./server-module.ts";

type OpenLearnerRecords = typeof import("../../server/learners/open-learner-records.ts");

/** What the pages need to know about a learner. A learner who is new has done nothing. */
export interface LearnerProgress {
  readonly passes: readonly TaskPass[];
  readonly place: Place | undefined;
}

async function open() {
  const module = (await serverModule("learners/open-learner-records.ts")) as OpenLearnerRecords;
  return module.openLearnerRecords(process.env);
}

let kept: ReturnType<typeof open> | undefined;

function opened(): ReturnType<typeof open> {
  kept ??= open().catch((error: unknown) => {
    kept = undefined;
    throw error;
  });
  return kept;
}

/** Progress of the learner that the request's cookie names. */
export async function learnerProgress(): Promise<LearnerProgress> {
  const cookieHeader = (await headers()).get("cookie") ?? undefined;
  const { identity, store } = await opened();
  const learnerId = identity.identify(cookieHeader);
  if (!learnerId) return { passes: [], place: undefined };
  const [passes, place] = await Promise.all([store.passesOf(learnerId), store.placeOf(learnerId)]);
  return { passes, place };
}
