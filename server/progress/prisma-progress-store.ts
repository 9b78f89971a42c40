import type { LearnerId, LessonId, TaskId, TrackId } from "../protocol/ids.ts";
import type { Database } from "./prisma-client.ts";
import type { ProgressStore, TaskPass } from "./progress-store.ts";
import { upsertLearner } from "./upsert-learner.ts";
import { patiently } from "./when-free.ts";

/** Progress in the database; several processes may use it at once. */
export function prismaProgressStore(database: Database): ProgressStore {
  return patiently({
    async pass(learnerId, { trackId, lessonId, taskId }) {
      const key = { learnerId, trackId, lessonId, taskId };
      const [, pass] = await database.$transaction([
        upsertLearner(database, learnerId),
        database.taskPass.upsert({
          where: { learnerId_trackId_lessonId_taskId: key },
          create: key,
          // Changes nothing, see upsertLearner: the first time stays.
          update: { taskId },
          select: { passedAt: true },
        }),
      ]);
      return pass;
    },

    async passesOf(learnerId, lesson) {
      const rows = await database.taskPass.findMany({
        where: { learnerId, trackId: lesson?.trackId, lessonId: lesson?.lessonId },
        orderBy: { passedAt: "asc" },
        select: { trackId: true, lessonId: true, taskId: true, passedAt: true },
      });
      return rows.map(
        (row): TaskPass => ({
          trackId: row.trackId as TrackId,
          lessonId: row.lessonId as LessonId,
          taskId: row.taskId as TaskId,
          passedAt: row.passedAt,
        }),
      );
    },

    async adopt(from, to) {
      const passes = await database.taskPass.findMany({ where: { learnerId: from } });
      const place = await database.place.findUnique({
        where: { learnerId: from },
        select: { trackId: true, lessonId: true, step: true },
      });
      // What is there stays: the updates change nothing, see upsertLearner.
      await database.$transaction([
        upsertLearner(database, to),
        ...passes.map(({ trackId, lessonId, taskId, passedAt }) => {
          const key = { learnerId: to, trackId, lessonId, taskId };
          return database.taskPass.upsert({
            where: { learnerId_trackId_lessonId_taskId: key },
            create: { ...key, passedAt },
            update: { taskId },
            select: { taskId: true },
          });
        }),
        ...(place === null ? [] : [placeUnlessPlaced(database, to, place)]),
      ]);
    },

    async place(learnerId, { trackId, lessonId, step }) {
      await database.$transaction([
        upsertLearner(database, learnerId),
        database.place.upsert({
          where: { learnerId },
          create: { learnerId, trackId, lessonId, step },
          update: { trackId, lessonId, step },
          select: { learnerId: true },
        }),
      ]);
    },

    async placeOf(learnerId) {
      const row = await database.place.findUnique({
        where: { learnerId },
        select: { trackId: true, lessonId: true, step: true },
      });
      if (!row) return undefined;
      return { trackId: row.trackId as TrackId, lessonId: row.lessonId as LessonId, step: row.step };
    },
  });
}

function placeUnlessPlaced(
  database: Database,
  learnerId: LearnerId,
  place: { trackId: string; lessonId: string; step: number },
) {
  return database.place.upsert({
    where: { learnerId },
    create: { learnerId, ...place },
    update: { learnerId },
    select: { learnerId: true },
  });
}
