import type { SandboxDriver } from "./driver.ts";

/** Milliseconds between two rounds. */
const REAP_INTERVAL_MS = 20_000;

/**
 * Destroys, by label, what no owner claims: after a crash, a failed clean-up, or an id lost. One round at the start,
 * then one every 20 s, never two at once. `onReaped` hears of each sandbox, `onError` of what could not be removed.
 */
export function startReaper(parts: {
  driver: SandboxDriver;
  owners: () => ReadonlySet<string>;
  onReaped: (id: string) => void;
  onError: (error: unknown) => void;
}): { firstRound: Promise<void>; stop(): void } {
  async function round(): Promise<void> {
    // Owners are asked after the list: a session that appeared between the two is then known.
    const sandboxes = await parts.driver.list();
    const owners = parts.owners();
    for (const { id, owner } of sandboxes) {
      if (owners.has(owner)) continue;
      // One that cannot be removed must not keep the others alive; it is tried again in the next round.
      await parts.driver.remove(id).then(() => parts.onReaped(id), parts.onError);
    }
  }
  let running = Promise.resolve();
  const next = () => {
    running = running.then(round).catch(parts.onError);
    return running;
  };
  const timer = setInterval(next, REAP_INTERVAL_MS);
  return { firstRound: next(), stop: () => clearInterval(timer) };
}
