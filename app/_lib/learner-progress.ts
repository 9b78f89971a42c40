import { headers } from "next/headers";
import { readSettings } from "../../server/env.ts";
import { readOrCreateSecret } from "../../server/learners/cookie-secret.ts";
import { createLearnerIdentity } from "../../server/learners/identify-learner.ts";
import { openDatabase } from "../../server/progress/prisma-client.ts";
import { prismaProgressStore } from "../../server/progress/prisma-progress-store.ts";
import type { Place, TaskPass } from "../../server/progress/progress-store.ts";

/** What the pages need to know about a learner. A learner who is new has done nothing. */
export interface LearnerProgress {
  readonly passes: readonly TaskPass[];
  readonly place: Place | undefined;
}

async function open() {
  const { dataDir } = readSettings(process.env);
  const [secret, database] = await Promise.all([readOrCreateSecret(dataDir), openDatabase(dataDir)]);
  return { identity: createLearnerIdentity(secret), store: prismaProgressStore(database) };
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
