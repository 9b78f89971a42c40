/**
 * Reads the Docker Engine API of a sandbox, as data of an unknown learner: every reply is bounded in size and time
 * and parsed leniently. Rejects with SandboxError `engine-unreachable`, `timed-out`, or `internal` (too large).
 */
export interface EngineClient {
  /** GET `path` (with query, without version); `undefined` on 404. The parsed JSON is `unknown`: check it. */
  get(path: string): Promise<unknown>;
  /**
   * Follows `/events` until disposed or cut off. Each event is one JSON object of at most 64 KiB.
   * `onEnd` fires once when the stream is over for whatever reason, except by `dispose`.
   */
  follow(
    path: string,
    onEvent: (event: unknown) => void,
    onEnd: (error?: Error) => void,
  ): { dispose(): void };
}
