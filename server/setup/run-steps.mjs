// @ts-check

/** The outcome of a step that had nothing to do. */
export const UNCHANGED = "unchanged";

/**
 * @typedef {object} StepContext
 * @property {(text: string) => void} progress how far it is, in a few words
 * @property {AbortSignal} signal aborted when the set-up is given up: end what you started, then reject
 */

/**
 * One part of the set-up. `run` may answer with a few words for the summary; with nothing, the time is shown.
 * @typedef {object} Step
 * @property {string} title unique
 * @property {readonly string[]} [after] titles of steps that must be done before
 * @property {(context: StepContext) => Promise<string | void>} run
 */

/** What stopped the set-up, and in which step. */
export class StepFailure extends Error {
  /** @param {string} step @param {unknown} cause */
  constructor(step, cause) {
    super(`${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "StepFailure";
    this.step = step;
  }
}

/**
 * Runs steps side by side where their order allows it. When one fails, the others are ended and waited for, and the
 * first failure is thrown as StepFailure; when `signal` is aborted, its reason is thrown.
 * @param {readonly Step[]} steps
 * @param {import("./progress-line.mjs").Reporter} reporter
 * @param {AbortSignal} signal
 */
export async function runSteps(steps, reporter, signal) {
  const giveUp = new AbortController();
  const stop = () => giveUp.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();

  /** @type {Map<string, Promise<void>>} */
  const done = new Map();

  /** @param {Step} step */
  async function runOne(step) {
    await Promise.all((step.after ?? []).map((title) => done.get(title)));
    giveUp.signal.throwIfAborted();
    reporter.started(step.title);
    try {
      const progress = (/** @type {string} */ text) => reporter.progressed(step.title, text);
      const outcome = await step.run({ progress, signal: giveUp.signal });
      reporter.done(step.title, outcome ?? "");
    } catch (error) {
      if (giveUp.signal.aborted) throw giveUp.signal.reason;
      reporter.failed(step.title);
      const failure = new StepFailure(step.title, error);
      giveUp.abort(failure);
      throw failure;
    }
  }

  for (const step of steps) done.set(step.title, runOne(step));
  await Promise.allSettled(done.values());
  signal.removeEventListener("abort", stop);
  giveUp.signal.throwIfAborted();
}
