/** Lines `n 1`, `n 2` and so on, of which none may be missing, come twice, or be spoilt. Counts bytes of those that are. */
export class LineTally {
  lost = 0;
  repeated = 0;
  #next = 1;
  #begun = false;
  #rest = "";

  /** Whole lines so far. */
  get lines(): number {
    return this.#next - 1;
  }

  add(data: string): void {
    const parts = (this.#rest + data).split("\r\n");
    this.#rest = parts.pop() ?? "";
    for (const line of parts) this.#take(line);
  }

  #take(line: string): void {
    // What the shell says before the first line is none of them, and may stand in front of it.
    if (!this.#begun) {
      this.#begun = line.endsWith("n 1");
      if (this.#begun) this.#next = 2;
      return;
    }
    const number = Number(/^n (\d+)$/.exec(line)?.[1] ?? Number.NaN);
    if (Number.isNaN(number)) {
      this.lost += line.length + 2;
    } else if (number < this.#next) {
      this.repeated += line.length + 2;
    } else {
      for (; this.#next < number; this.#next += 1) this.lost += `n ${this.#next}\r\n`.length;
      this.#next = number + 1;
    }
  }
}
