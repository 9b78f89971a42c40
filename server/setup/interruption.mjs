// @ts-check
import { watchParent } from "./watch-parent.mjs";

/** The person, or the system, asked us to stop. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.name = "Interrupted";
    /** What a shell reports for a process ended by this signal. */
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}

/**
 * Turns signals into an AbortSignal until `release` is called.
 * @returns {{ signal: AbortSignal, release(): void }}
 */
export function listenForInterruption() {
  const controller = new AbortController();
  const names = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  /** @param {NodeJS.Signals} name */
  const stop = (name) => controller.abort(new Interrupted(name));
  for (const name of names) process.on(name, stop);
  const unwatch = watchParent(() => stop("SIGTERM"));
  return {
    signal: controller.signal,
    release() {
      unwatch();
      for (const name of names) process.off(name, stop);
    },
  };
}
