import type { Readiness } from "./readiness.ts";

const LOOK_EVERY_MS = 20_000;

export interface PartsWatch {
  /** As last seen. */
  readonly parts: () => Readiness["parts"];
  stop(): void;
}

/** Looks at the lab's parts also when nobody asks: `onLost` and `onBack` hear of each change, once. */
export function watchParts(
  readiness: () => Promise<Readiness>,
  news: { onLost: (part: string, cause: string) => void; onBack: (part: string) => void },
): PartsWatch {
  let last: Readiness["parts"] = {};
  async function look(): Promise<void> {
    const { parts } = await readiness();
    for (const [name, state] of Object.entries(parts)) {
      const wasReady = last[name]?.ready ?? true;
      if (state.ready && !wasReady) news.onBack(name);
      if (!state.ready && wasReady) news.onLost(name, state.cause);
    }
    last = parts;
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return { parts: () => last, stop: () => clearInterval(timer) };
}
