// @ts-check

/** A fault that a person can mend: what was wrong, the last lines of what failed, and the way out. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {{ output?: readonly string[], wayOut?: string }} [more]
   */
  constructor(message, { output = [], wayOut } = {}) {
    super(message);
    this.name = "SetupError";
    this.output = output;
    this.wayOut = wayOut;
  }
}
