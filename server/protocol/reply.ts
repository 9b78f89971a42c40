/** Every code that may leave the server. Anything else becomes `internal` and is logged once, at the edge. */
export type ErrorCode =
  | "bad-request"
  | "not-found"
  | "forbidden"
  | "too-many"
  | "no-capacity"
  | "not-ready"
  | "sandbox-failed"
  | "sandbox-gone"
  | "engine-unreachable"
  | "timed-out"
  | "internal";

/** `message` is a whole sentence for the learner: what was wrong, where, what to do. */
export interface ReplyError {
  readonly code: ErrorCode;
  readonly message: string;
}

export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ReplyError };

export const ok = <T>(value: T): Reply<T> => ({ ok: true, value });
export const failure = (code: ErrorCode, message: string): Reply<never> => ({
  ok: false,
  error: { code, message },
});
