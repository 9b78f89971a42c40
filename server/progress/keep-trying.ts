/** Milliseconds between attempts: quick at first, for a lock; slow later, for a full disk. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Repeats `work` until it succeeds, however long that takes; a process that wants to end does not wait for it. `onFault`
 * hears of the first failure only.
 */
export async function keepTrying<T>(work: () => Promise<T>, onFault: (error: unknown) => void): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 0) onFault(error);
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    await new Promise<void>((resolve) => setTimeout(resolve, pause).unref());
  }
}
