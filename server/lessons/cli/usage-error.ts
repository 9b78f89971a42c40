/** What was typed cannot be done; the message is the sentence to show. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}
