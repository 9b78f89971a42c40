import type { Totals } from "../metrics/lab-metrics.ts";
import type { SandboxUse } from "../sandbox/driver.ts";
import type { SessionSummary } from "../sessions/session-registry.ts";
import type { Failure } from "./failure-ring.ts";

/** `cause`: why a part is not ready, in words without secrets. */
export type PartState = { readonly ready: true } | { readonly ready: false; readonly cause: string };

/** A session and its sandbox, as they are shown to the operator. Times are ISO 8601. */
export interface SandboxStatus {
  readonly session: string;
  /** `null` while it is being made, or after it failed. */
  readonly sandbox: string | null;
  /** The first characters of the learner's id: enough to tell two apart, too little to be anybody. */
  readonly learner: string;
  readonly lesson: string;
  readonly state: string;
  /** Where it waits, why it failed, or what its learner is told about it; else empty. */
  readonly detail: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly watched: boolean;
  readonly terminals: number;
  readonly use: SandboxUse | null;
}

export interface LabStatus {
  readonly at: string;
  readonly startedAt: string;
  readonly parts: Readonly<Record<string, PartState>>;
  readonly queue: { readonly beingMade: number; readonly waiting: number };
  readonly pool: { readonly waiting: number; readonly wanted: number };
  readonly maxSandboxes: number;
  readonly sandboxes: readonly SandboxStatus[];
  readonly failures: readonly Failure[];
  readonly totals: Totals;
}

const SHOWN_ID_CHARS = 8;

function detailOf({ state, notices }: SessionSummary): string {
  if (state.status === "failed") return state.message;
  if (state.status === "queued") return `place ${state.place}`;
  return notices.map(({ message }) => message).join(" ");
}

export function sandboxStatus(session: SessionSummary, use: SandboxUse | undefined): SandboxStatus {
  const { state } = session;
  return {
    session: session.id,
    sandbox: session.sandboxId ?? null,
    learner: session.learnerId.slice(0, SHOWN_ID_CHARS),
    lesson: `${session.trackId}/${session.lessonId}`,
    state: state.status,
    detail: detailOf(session),
    createdAt: session.createdAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    watched: session.watched,
    terminals: session.terminals,
    use: use ?? null,
  };
}
