import { SandboxError } from "../sandbox/sandbox-error.ts";
import type { PartState } from "./lab-status.ts";

/** Asks a part how it is: `undefined` = it is ready, else why not, in words without secrets. */
export type Probe = () => Promise<string | undefined> | string | undefined;

export interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, PartState>>;
}

/** A part that takes longer is not ready; an answer counts for a moment, whoever asks. Milliseconds. */
const LONGEST_MS = 3_000;
const FRESH_MS = 2_000;

/**
 * Looks at all parts at once. Never rejects; a part whose probe fails is not ready, and `onError` is told once.
 * Anybody may ask, so answers are shared for a moment, and a probe that hangs is not started a second time.
 */
export function createReadiness(
  probes: Readonly<Record<string, Probe>>,
  onError: (message: string, error: unknown) => void,
  { longestMs = LONGEST_MS, freshMs = FRESH_MS } = {},
): () => Promise<Readiness> {
  const failing = new Set<string>();
  const underWay = new Map<string, Promise<string | undefined>>();
  let last: { at: number; readiness: Promise<Readiness> } | undefined;

  function probe(name: string, ask: Probe): Promise<string | undefined> {
    const present = underWay.get(name);
    if (present !== undefined) return present;
    const asking = (async () => ask())()
      .then((cause) => {
        failing.delete(name);
        return cause;
      })
      .catch((error) => {
        if (!failing.has(name)) onError(`part "${name}" could not be looked at`, error);
        failing.add(name);
        return error instanceof SandboxError
          ? error.learnerMessage
          : "It answered with a fault. The log has the cause.";
      })
      .finally(() => underWay.delete(name));
    underWay.set(name, asking);
    return asking;
  }

  async function stateOf(name: string, ask: Probe): Promise<PartState> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`It did not answer within ${longestMs / 1000} s.`), longestMs);
    });
    const cause = await Promise.race([probe(name, ask), late]);
    clearTimeout(timer);
    return cause === undefined ? { ready: true } : { ready: false, cause };
  }

  async function look(): Promise<Readiness> {
    const states = await Promise.all(
      Object.entries(probes).map(async ([name, ask]) => [name, await stateOf(name, ask)] as const),
    );
    return { ready: states.every(([, { ready }]) => ready), parts: Object.fromEntries(states) };
  }

  return () => {
    if (last === undefined || performance.now() - last.at > freshMs)
      last = { at: performance.now(), readiness: look() };
    return last.readiness;
  };
}
