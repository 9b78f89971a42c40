import { beforeEach, expect, it, vi } from "vitest";
import { LearnerId, LessonId, TrackId } from "../protocol/ids.ts";
import { insistentSessionStore } from "./insistent-session-store.ts";
import { memorySessionStore } from "./memory-session-store.ts";
import type { SessionRecord } from "./session-store.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const RECORD: SessionRecord = {
  id: "session-1",
  learnerId: LearnerId.parse("a".repeat(32)),
  trackId: TrackId.parse("containers"),
  lessonId: LessonId.parse("images"),
  sandboxId: undefined,
  createdAt: new Date(0),
  expiresAt: new Date(1_000),
};
const LATER = new Date(2_000);

function onADatabaseThatMayBeLocked() {
  const inner = memorySessionStore();
  const database = { locked: true };
  const faults: string[] = [];
  const unlessLocked = async (write: () => Promise<void>) => {
    if (database.locked) throw new Error("locked");
    await write();
  };
  const store = insistentSessionStore(
    {
      ...inner,
      save: (record) => unlessLocked(() => inner.save(record)),
      setExpiry: (id, expiresAt) => unlessLocked(() => inner.setExpiry(id, expiresAt)),
      remove: (id) => unlessLocked(() => inner.remove(id)),
    },
    (message) => faults.push(message),
  );
  /** What somebody who waits for the write waits at most. */
  const waited = async (write: Promise<void>) => {
    await vi.advanceTimersByTimeAsync(2_000);
    await write;
  };
  const unlock = async () => {
    database.locked = false;
    await vi.advanceTimersByTimeAsync(15_000);
  };
  return { store, database, faults, waited, unlock };
}

it("keeps nobody waiting, and writes the latest down as soon as that is possible", async () => {
  const { store, faults, waited, unlock } = onADatabaseThatMayBeLocked();
  await waited(store.save(RECORD));
  await waited(store.save({ ...RECORD, sandboxId: "lab-1" }));
  await waited(store.setExpiry(RECORD.id, LATER));
  expect(await store.list()).toEqual([]);
  await unlock();
  expect(await store.list()).toEqual([{ ...RECORD, sandboxId: "lab-1", expiresAt: LATER }]);
  expect(faults).toEqual(["session session-1 could not be written down; it is tried again"]);
});

it("does not bring back what was removed meanwhile", async () => {
  const { store, waited, unlock } = onADatabaseThatMayBeLocked();
  await waited(store.save(RECORD));
  await waited(store.remove(RECORD.id));
  await unlock();
  expect(await store.list()).toEqual([]);
});

it("is an ordinary store as long as all is well", async () => {
  const { store, database } = onADatabaseThatMayBeLocked();
  database.locked = false;
  await store.save(RECORD);
  await store.setExpiry(RECORD.id, LATER);
  expect(await store.list()).toEqual([{ ...RECORD, expiresAt: LATER }]);
});
