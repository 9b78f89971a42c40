import type { Sandbox, SandboxUse } from "../sandbox/driver.ts";

/** One look reads at most so many sandboxes, so many at a time, for so long, and holds so long. Milliseconds. */
const MOST = 200;
const AT_A_TIME = 8;
const LONGEST_MS = 1_000;
const FRESH_MS = 1_000;

/**
 * What sandboxes use, by id. Those that cannot tell, or not in time, are missing. Never rejects; all who ask within a
 * second share a look.
 */
export function createUseReader(
  sandboxes: () => readonly Sandbox[],
  limits = { most: MOST, longestMs: LONGEST_MS, freshMs: FRESH_MS },
): () => Promise<ReadonlyMap<string, SandboxUse>> {
  let look: { at: number; use: Promise<ReadonlyMap<string, SandboxUse>> } | undefined;

  async function read(): Promise<ReadonlyMap<string, SandboxUse>> {
    const use = new Map<string, SandboxUse>();
    const waiting = sandboxes().slice(0, limits.most);
    let late = false;
    async function readOneByOne(): Promise<void> {
      for (let next = waiting.pop(); next !== undefined && !late; next = waiting.pop()) {
        const { id } = next;
        const used = await next.usage?.().catch(() => undefined);
        if (used !== undefined && !late) use.set(id, used);
      }
    }
    const timeUp = Promise.withResolvers<void>();
    const timer = setTimeout(timeUp.resolve, limits.longestMs);
    await Promise.race([Promise.all(Array.from({ length: AT_A_TIME }, readOneByOne)), timeUp.promise]);
    late = true;
    clearTimeout(timer);
    return use;
  }

  return () => {
    if (look === undefined || performance.now() - look.at > limits.freshMs)
      look = { at: performance.now(), use: read() };
    return look.use;
  };
}
