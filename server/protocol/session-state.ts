import type { ErrorCode } from "./reply.ts";

/** What the machine is made of, for the sandbox chip. Memory in MB (10^6 bytes), CPUs may be fractions. */
export interface MachineFacts {
  readonly hostname: string;
  readonly operatingSystem: string;
  readonly engineVersion: string;
  readonly memoryMb: number;
  readonly cpus: number;
  readonly processes: number;
}

/**
 * The state of a learner's machine, by name: never a blank terminal. Times are ISO 8601;
 * `elapsedMs` counts from the request, as the server saw it when the state was sent.
 */
export type SessionState =
  | { readonly status: "queued"; readonly place: number; readonly estimateMs: number }
  | {
      readonly status: "creating";
      readonly phase: "machine" | "engine";
      readonly elapsedMs: number;
      readonly usualMs: number;
    }
  | {
      readonly status: "ready";
      readonly expiresAt: string;
      readonly readyAfterMs: number;
      readonly machine: MachineFacts;
    }
  | { readonly status: "resetting"; readonly elapsedMs: number; readonly usualMs: number }
  | { readonly status: "expired"; readonly at: string }
  | { readonly status: "failed"; readonly code: ErrorCode; readonly message: string };
