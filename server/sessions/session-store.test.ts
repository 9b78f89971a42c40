import { afterEach, describe, expect, it } from "vitest";
import { LearnerId, LessonId, TrackId } from "../protocol/ids.ts";
import { throwawayDatabase } from "../testing/throwaway-database.ts";
import { memorySessionStore } from "./memory-session-store.ts";
import { imageSetOf, NO_IMAGES } from "./pool/image-set.ts";
import { prismaSessionStore } from "./prisma-session-store.ts";
import type { SessionRecord, SessionStore } from "./session-store.ts";

const first: SessionRecord = {
  id: "s1",
  learnerId: LearnerId.parse("a".repeat(32)),
  trackId: TrackId.parse("containers"),
  lessonId: LessonId.parse("images"),
  sandboxId: undefined,
  createdAt: new Date("2026-01-01T10:00:00.000Z"),
  expiresAt: new Date("2026-01-01T11:00:00.000Z"),
};
const second: SessionRecord = {
  ...first,
  id: "s2",
  lessonId: LessonId.parse("first-container"),
  sandboxId: "slipway-2",
  createdAt: new Date("2026-01-01T10:05:00.000Z"),
};

const stores: Record<string, () => Promise<{ store: SessionStore; discard(): Promise<void> }>> = {
  memory: async () => ({ store: memorySessionStore(), discard: async () => {} }),
  prisma: async () => {
    const { database, discard } = await throwawayDatabase();
    return { store: prismaSessionStore(database), discard };
  },
};

describe.each(Object.entries(stores))("session store (%s)", (_, open) => {
  let discard: () => Promise<void>;
  afterEach(() => discard());

  async function opened(): Promise<SessionStore> {
    const result = await open();
    discard = result.discard;
    return result.store;
  }

  it("lists what was saved, oldest first", async () => {
    const store = await opened();
    await store.save(second);
    await store.save(first);
    expect(await store.list()).toEqual([first, second]);
  });

  it("brings a record up to date", async () => {
    const store = await opened();
    await store.save(first);
    await store.save({ ...first, sandboxId: "slipway-1" });
    expect(await store.list()).toEqual([{ ...first, sandboxId: "slipway-1" }]);
  });

  it("keeps one session for each learner and lesson", async () => {
    const store = await opened();
    await store.save(first);
    await store.save({ ...second, lessonId: first.lessonId });
    expect((await store.list()).map((record) => record.id)).toEqual(["s2"]);
  });

  it("sets an expiry, and ignores one of an unknown session", async () => {
    const store = await opened();
    await store.save(first);
    const later = new Date("2026-01-01T12:00:00.000Z");
    await store.setExpiry("s1", later);
    await store.setExpiry("unknown", later);
    expect((await store.list())[0]?.expiresAt).toEqual(later);
  });

  it("removes, also twice", async () => {
    const store = await opened();
    await store.save(first);
    await store.remove("s1");
    await store.remove("s1");
    expect(await store.list()).toEqual([]);
  });

  it("knows which machines wait", async () => {
    const store = await opened();
    const first = { id: "slipway-1", make: "a", images: NO_IMAGES };
    const third = { id: "slipway-3", make: "a", images: imageSetOf(["nginx", "alpine:3.19"]) };
    await store.addWaiting(first);
    await store.addWaiting({ ...first, id: "slipway-2" });
    await store.addWaiting(third);
    await store.removeWaiting("slipway-2");
    await store.removeWaiting("slipway-2");
    expect(await store.listWaiting()).toEqual([first, third]);
  });
});
