/** A key's echo, which carries the receipt along, is back well before this. Milliseconds. */
const RECEIPT_MS = 80;

/**
 * Receipts for input on one connection: with the next output of the terminal, or by themselves a moment later. One
 * sent at once would go before the echo, and by long polling cost it a whole round trip.
 */
export class InputReceipts<Id> {
  readonly #send: (id: Id, taken: number) => void;
  readonly #owed = new Map<Id, { taken: number; timer: NodeJS.Timeout }>();

  constructor(send: (id: Id, taken: number) => void) {
    this.#send = send;
  }

  owe(id: Id, taken: number): void {
    const timer = this.#owed.get(id)?.timer ?? setTimeout(() => this.#due(id), RECEIPT_MS);
    this.#owed.set(id, { taken, timer });
  }

  /** What is owed, to be sent along; nothing is owed then. */
  settle(id: Id): { taken: number } | undefined {
    const owed = this.#owed.get(id);
    if (owed === undefined) return undefined;
    clearTimeout(owed.timer);
    this.#owed.delete(id);
    return { taken: owed.taken };
  }

  clear(): void {
    for (const { timer } of this.#owed.values()) clearTimeout(timer);
    this.#owed.clear();
  }

  #due(id: Id): void {
    const owed = this.settle(id);
    if (owed !== undefined) this.#send(id, owed.taken);
  }
}
