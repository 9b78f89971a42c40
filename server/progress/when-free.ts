import { setTimeout as delay } from "node:timers/promises";

/** Another process's write is over in milliseconds; one that is not may be a backup or a repair. Milliseconds. */
const PATIENCE_MS = 5_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

/**
 * Tries again while another process holds the database's lock, for five seconds. SQLite's own way to wait is to sleep
 * with the whole process, terminals and all: that is left to a few milliseconds.
 */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() + pause > deadline) throw error;
    }
    // Of several that wait, each at another time.
    await delay(pause * (0.5 + Math.random()));
  }
}

/** Every method of a store of the database, patient with its lock. */
export function patiently<S extends object>(store: S): S {
  const methods = Object.entries(store).map(([name, method]) => [
    name,
    (...args: unknown[]) => whenFree(() => method(...args)),
  ]);
  return Object.fromEntries(methods) as S;
}

/** As Prisma wraps what the driver said. */
function isBusy(error: unknown): boolean {
  const code = (error as { meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } })?.meta
    ?.driverAdapterError?.cause?.originalCode;
  return typeof code === "string" && /^SQLITE_(BUSY|LOCKED)/.test(code);
}
