import type { LearnerId } from "../protocol/ids.ts";
import type { Database } from "./prisma-client.ts";

/**
 * The first statement of every write about a learner: creates their row unless it exists. Goes into the same
 * `$transaction` as the write.
 */
export function upsertLearner(database: Database, learnerId: LearnerId) {
  return database.learner.upsert({
    where: { id: learnerId },
    create: { id: learnerId },
    // With nothing to update Prisma reads first and inserts then, and two requests at once would collide; an id set
    // to itself makes it one statement.
    update: { id: learnerId },
    select: { id: true },
  });
}
