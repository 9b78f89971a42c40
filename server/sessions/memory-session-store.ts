import type { SessionRecord, SessionStore, WaitingMachine } from "./session-store.ts";

/** For unit tests: forgets everything with the process. */
export function memorySessionStore(): SessionStore {
  const records = new Map<string, SessionRecord>();
  const waiting = new Map<string, WaitingMachine>();

  return {
    async save(record) {
      for (const other of records.values()) {
        if (other.id !== record.id && isSameLesson(other, record)) records.delete(other.id);
      }
      records.set(record.id, { ...record });
    },
    async list() {
      return [...records.values()].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    },
    async setExpiry(id, expiresAt) {
      const record = records.get(id);
      if (record) records.set(id, { ...record, expiresAt });
    },
    async remove(id) {
      records.delete(id);
    },
    async addWaiting(machine) {
      waiting.set(machine.id, machine);
    },
    async listWaiting() {
      return [...waiting.values()];
    },
    async removeWaiting(id) {
      waiting.delete(id);
    },
  };
}

function isSameLesson(one: SessionRecord, other: SessionRecord): boolean {
  return (
    one.learnerId === other.learnerId && one.trackId === other.trackId && one.lessonId === other.lessonId
  );
}
