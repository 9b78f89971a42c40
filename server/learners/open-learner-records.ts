import { readSettings } from "../env.ts";
import { openDatabase } from "../progress/prisma-client.ts";
import { prismaProgressStore } from "../progress/prisma-progress-store.ts";
import type { ProgressStore } from "../progress/progress-store.ts";
import { readOrCreateSecret } from "./cookie-secret.ts";
import { createLearnerIdentity, type LearnerIdentity } from "./identify-learner.ts";

/** Who learners are and what they have done, for a process that shares a server's data folder and only reads. */
export async function openLearnerRecords(
  environment: NodeJS.ProcessEnv,
): Promise<{ identity: LearnerIdentity; store: ProgressStore }> {
  const { dataDir } = readSettings(environment);
  const [secret, database] = await Promise.all([readOrCreateSecret(dataDir), openDatabase(dataDir)]);
  return { identity: createLearnerIdentity(secret), store: prismaProgressStore(database) };
}
