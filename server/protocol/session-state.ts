import type { ErrorCode } from "./reply.ts";

/** What the machine is made of, for the sandbox chip. Memory and disk in MB (10^6 bytes), CPUs may be fractions. */
export interface MachineFacts {
  readonly hostname: string;
  readonly operatingSystem: string;
  readonly engineVersion: string;
  readonly memoryMb: number;
  readonly cpus: number;
  readonly processes: number;
  /** Absent where it is not limited. */
  readonly diskMb?: number;
}

/** A machine that the learner can work on. */
export interface MachineAtHand {
  readonly expiresAt: string;
  /** Until then, as the server saw it when the state was sent: the page's own clock may be set otherwise. */
  readonly leftMs: number;
  readonly readyAfterMs: number;
  readonly machine: MachineFacts;
}

/**
 * The state of a learner's machine, by name: never a blank terminal. Times are ISO 8601;
 * `elapsedMs` counts from the request, as the server saw it when the state was sent.
 */
export type SessionState =
  | {
      readonly status: "queued";
      /** `lab`: all machines are in use; `making`: other machines are made first. */
      readonly for: "lab" | "making";
      readonly place: number;
      readonly estimateMs: number;
    }
  | {
      readonly status: "creating";
      readonly phase: "machine" | "engine";
      readonly elapsedMs: number;
      readonly usualMs: number;
    }
  | ({ readonly status: "ready" } & MachineAtHand)
  /** Nobody has worked on it for a while: it stands still until the next key or visit. Its time goes on. */
  | ({ readonly status: "frozen" } & MachineAtHand)
  | { readonly status: "resetting"; readonly elapsedMs: number; readonly usualMs: number }
  | { readonly status: "expired"; readonly at: string }
  | { readonly status: "failed"; readonly code: ErrorCode; readonly message: string };

/** The machine is there, running or frozen; `undefined`: it is not. */
export const atHand = (state: SessionState | undefined): MachineAtHand | undefined =>
  state?.status === "ready" || state?.status === "frozen" ? state : undefined;
