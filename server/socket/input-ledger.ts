/** Pages that one shell remembers the input of; the one that came first is forgotten first. */
const MAX_SOURCES = 64;

interface Account {
  /** The connection that brings this source's input now. */
  readonly holder: object;
  /** Number of the last piece taken. */
  taken: number;
}

/**
 * Which pieces of numbered input a shell has been given, by their source: each once, in order. A source is held by one
 * connection at a time: what an older one still brings may bear a number that the page has used again.
 */
export class InputLedger {
  readonly #accounts = new Map<string, Account>();

  /** From now on only `holder` brings this source's input. Gives the number of the last piece taken; 0 = not known. */
  claim(source: string, holder: object): number {
    const taken = this.upTo(source);
    this.#accounts.delete(source);
    this.#accounts.set(source, { holder, taken });
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > MAX_SOURCES && oldest !== undefined) this.#accounts.delete(oldest);
    return taken;
  }

  upTo(source: string): number {
    return this.#accounts.get(source)?.taken ?? 0;
  }

  /**
   * `seen`: taken before, and sent again by a page that did not know. `gap`: one before it is missing. `superseded`:
   * another connection has claimed the source.
   */
  placeOf(source: string, holder: object, number: number): "next" | "seen" | "gap" | "superseded" {
    const account = this.#accounts.get(source);
    if (account?.holder !== holder) return "superseded";
    if (number <= account.taken) return "seen";
    return number === account.taken + 1 ? "next" : "gap";
  }

  take(source: string, number: number): void {
    const account = this.#accounts.get(source);
    if (account !== undefined) account.taken = number;
  }
}

/** The ledger of each shell, for as long as this server knows the shell. */
export class InputLedgers {
  readonly #ledgers = new WeakMap<object, InputLedger>();

  of(terminal: object): InputLedger {
    const present = this.#ledgers.get(terminal);
    if (present !== undefined) return present;
    const ledger = new InputLedger();
    this.#ledgers.set(terminal, ledger);
    return ledger;
  }
}
