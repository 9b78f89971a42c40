import type { LabMetrics } from "../metrics/lab-metrics.ts";
import type { HeldSandboxes } from "../metrics/observed-driver.ts";
import { createUseReader } from "../metrics/sandbox-use.ts";
import type { SessionRegistry } from "../sessions/session-registry.ts";
import type { FailureRing } from "./failure-ring.ts";
import { type LabStatus, sandboxStatus } from "./lab-status.ts";
import type { Readiness } from "./readiness.ts";

export interface DeskParts {
  readonly registry: SessionRegistry;
  readonly held: HeldSandboxes;
  readonly metrics: LabMetrics;
  readonly failures: FailureRing;
  readonly readiness: () => Promise<Readiness>;
  /** Live connections by transport. */
  readonly connections: () => Readonly<Record<string, number>>;
  readonly maxSandboxes: number;
}

/** What the operator sees of a lab and may do there. Its numbers are read from the same places. */
export function createOperatorDesk(parts: DeskParts): {
  status(): Promise<LabStatus>;
  stop(id: string): Promise<boolean>;
} {
  const { registry, held, metrics, failures } = parts;
  const startedAt = new Date().toISOString();
  const use = createUseReader(held.all);
  metrics.readFrom({
    sessions: () => registry.summaries,
    queue: () => registry.queue,
    sandboxes: held.count,
    pool: () => registry.pool,
    connections: parts.connections,
    parts: async () => (await parts.readiness()).parts,
    use,
  });
  return {
    async status() {
      const [readiness, used, totals] = await Promise.all([parts.readiness(), use(), metrics.totals()]);
      return {
        at: new Date().toISOString(),
        startedAt,
        parts: readiness.parts,
        queue: registry.queue,
        pool: registry.pool,
        maxSandboxes: parts.maxSandboxes,
        sandboxes: registry.summaries.map((session) =>
          sandboxStatus(session, used.get(session.sandboxId ?? "")),
        ),
        failures: failures.newestFirst,
        totals,
      };
    },
    stop: (id) => registry.stop(id),
  };
}
