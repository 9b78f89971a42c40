import { keepTrying } from "../progress/keep-trying.ts";
import type { SessionRecord, SessionStore } from "./session-store.ts";

/** Longest that somebody waits for a write: after that it is tried again with nobody waiting. Milliseconds. */
const WAIT_MS = 2_000;

interface Write {
  /** What it writes whole. */
  readonly record?: SessionRecord;
  readonly run: () => Promise<void>;
}

/**
 * The same store, but what cannot be written down keeps no learner from their machine: it is tried again, of each
 * session only the latest. What waits is lost only with this process; then the machine is nobody's.
 */
export function insistentSessionStore(
  store: SessionStore,
  onFault: (message: string, error: unknown) => void,
): SessionStore {
  const pending = new Map<string, Write>();
  const writers = new Map<string, Promise<void>>();

  async function writeLatest(id: string): Promise<void> {
    const write = pending.get(id);
    await write?.run();
    if (pending.get(id) === write) pending.delete(id);
  }

  async function writeAll(id: string): Promise<void> {
    while (pending.has(id)) {
      await keepTrying(
        () => writeLatest(id),
        (error) => onFault(`session ${id} could not be written down; it is tried again`, error),
      );
    }
  }

  async function write(id: string, next: Write): Promise<void> {
    pending.set(id, next);
    const writing = writers.get(id) ?? writeAll(id).finally(() => writers.delete(id));
    writers.set(id, writing);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, WAIT_MS);
    });
    await Promise.race([writing, late]);
    clearTimeout(timer);
  }

  const save = (record: SessionRecord) => write(record.id, { record, run: () => store.save(record) });

  return {
    ...store,
    save,
    setExpiry(id, expiresAt) {
      // Of a record that is not written yet, an expiry alone would change nothing.
      const unwritten = pending.get(id)?.record;
      return unwritten === undefined
        ? write(id, { run: () => store.setExpiry(id, expiresAt) })
        : save({ ...unwritten, expiresAt });
    },
    remove: (id) => write(id, { run: () => store.remove(id) }),
  };
}
