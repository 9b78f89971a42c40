import type { Database } from "../progress/prisma-client.ts";
import { upsertLearner } from "../progress/upsert-learner.ts";
import { patiently } from "../progress/when-free.ts";
import type { LearnerId, LessonId, TrackId } from "../protocol/ids.ts";
import type { ImageSet } from "./pool/image-set.ts";
import type { SessionRecord, SessionStore } from "./session-store.ts";

/** Sessions in the database, beside the progress of their learners. */
export function prismaSessionStore(database: Database): SessionStore {
  return patiently({
    async save({ id, learnerId, trackId, lessonId, sandboxId, createdAt, expiresAt }) {
      const facts = { learnerId, trackId, lessonId, sandboxId: sandboxId ?? null, createdAt, expiresAt };
      await database.$transaction([
        upsertLearner(database, learnerId),
        database.learnerSession.deleteMany({ where: { learnerId, trackId, lessonId, NOT: { id } } }),
        database.learnerSession.upsert({
          where: { id },
          create: { id, ...facts },
          update: facts,
          select: { id: true },
        }),
      ]);
    },

    async list() {
      const rows = await database.learnerSession.findMany({ orderBy: { createdAt: "asc" } });
      return rows.map(
        (row): SessionRecord => ({
          ...row,
          learnerId: row.learnerId as LearnerId,
          trackId: row.trackId as TrackId,
          lessonId: row.lessonId as LessonId,
          sandboxId: row.sandboxId ?? undefined,
        }),
      );
    },

    async setExpiry(id, expiresAt) {
      await database.learnerSession.updateMany({ where: { id }, data: { expiresAt } });
    },

    async remove(id) {
      await database.learnerSession.deleteMany({ where: { id } });
    },

    async addWaiting({ id, make, images }) {
      await database.waitingSandbox.create({ data: { id, make, images }, select: { id: true } });
    },

    async listWaiting() {
      const rows = await database.waitingSandbox.findMany({ orderBy: { createdAt: "asc" } });
      return rows.map(({ id, make, images }) => ({ id, make, images: images as ImageSet }));
    },

    async removeWaiting(id) {
      await database.waitingSandbox.deleteMany({ where: { id } });
    },
  });
}
