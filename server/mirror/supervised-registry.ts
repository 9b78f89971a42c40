import type { RegistrySettings } from "./registry-config.ts";
import { type RegistryProcess, startRegistry } from "./registry-process.ts";

/** A registry that ran this long had started well: the next restart is quick again. Milliseconds. */
const HEALTHY_MS = 30_000;
const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 15_000;

export interface SupervisedRegistry {
  /** Settles with the first attempt; rejects when that failed, while further attempts go on. */
  readonly firstStart: Promise<void>;
  readonly isUp: () => boolean;
  stop(): Promise<void>;
}

/** Keeps a registry running: starts it again when it ends, slower each time. `onDown` gets one line of detail. */
export function superviseRegistry(
  settings: RegistrySettings,
  configFile: string,
  onDown: (detail: string) => void,
): SupervisedRegistry {
  const firstStart = Promise.withResolvers<void>();
  firstStart.promise.catch(() => {});
  const stopped = Promise.withResolvers<void>();
  let stopping = false;
  let current: RegistryProcess | undefined;

  async function runOnce(): Promise<string> {
    try {
      current = await startRegistry(settings, configFile);
      firstStart.resolve();
      if (stopping) await current.stop();
      return `the registry ended: ${await current.ended}`;
    } catch (error) {
      firstStart.reject(error);
      return error instanceof Error ? error.message : String(error);
    } finally {
      current = undefined;
    }
  }

  async function keepRunning(): Promise<void> {
    let delay = FIRST_DELAY_MS;
    while (!stopping) {
      const startedAt = performance.now();
      const detail = await runOnce();
      if (stopping) return;
      onDown(detail);
      if (performance.now() - startedAt > HEALTHY_MS) delay = FIRST_DELAY_MS;
      await Promise.race([stopped.promise, new Promise((resolve) => setTimeout(resolve, delay))]);
      delay = Math.min(MAX_DELAY_MS, delay * 2);
    }
  }
  const done = keepRunning();

  return {
    firstStart: firstStart.promise,
    isUp: () => current !== undefined,
    async stop() {
      stopping = true;
      stopped.resolve();
      await current?.stop();
      await done;
    },
  };
}
