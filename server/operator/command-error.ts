/** A command cannot be done; the message is the sentence to show. */
export class CommandError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "CommandError";
  }
}
