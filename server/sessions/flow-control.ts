/**
 * Most that one viewer of a terminal may have unread, in UTF-16 units. It gets no more until it has caught up, where no
 * limit cost 598 MB for a slow page. Twice as much was no faster.
 */
export const MOST_UNREAD_CHARS = 256 * 1024;
/** At least, for a page that is slow: a whole piece of output, as `LiveTerminal` sends it. */
export const LEAST_UNREAD_CHARS = 64 * 1024;
/** What is on its way when Ctrl-C ends a flood is drawn before the prompt: no more than a page draws in this time. Milliseconds. */
const DRAWN_WITHIN_MS = 40;
/** Only acknowledgements of a page that is kept busy tell how fast it is; of less, it waits a while before it tells. */
const BUSY_CHARS = 16 * 1024;
/** A new measurement's weight among those before it. */
const WEIGHT = 0.25;
/** Less than this joins what was sent before it. */
const SMALL_CHARS = 8 * 1024;

/**
 * Credits for one viewer of a terminal, in UTF-16 units. How many there are follows from how fast the page draws and how
 * far away it is, so that a slow one is not buried, and a distant one not starved.
 */
export class Credits {
  readonly #now: () => number;
  readonly #onTheirWay: { chars: number; readonly at: number }[] = [];
  #unacknowledged = 0;
  #blocked = false;
  #most = MOST_UNREAD_CHARS;
  /** UTF-16 units a millisecond. */
  #speed: number | undefined;
  /** The shortest time from sent to acknowledged; a page that moves to another network comes anew. Milliseconds. */
  #away = Number.POSITIVE_INFINITY;
  #lastAt = 0;

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** True from where there are no credits until there are half of them again. */
  get blocked(): boolean {
    return this.#blocked;
  }

  sent(chars: number): void {
    if (chars === 0) return;
    const last = this.#onTheirWay.at(-1);
    if (last !== undefined && last.chars + chars <= SMALL_CHARS) last.chars += chars;
    else this.#onTheirWay.push({ chars, at: this.#now() });
    this.#unacknowledged += chars;
    if (this.#unacknowledged >= this.#most) this.#blocked = true;
  }

  /** More than was sent counts as all of it: a page cannot earn credit. */
  acknowledged(chars: number): void {
    const read = Math.min(chars, this.#unacknowledged);
    this.#unacknowledged -= read;
    this.#learn(read, this.#take(read));
    if (this.#unacknowledged <= this.#most / 2) this.#blocked = false;
  }

  /** When the first and the last of what is read now were sent. */
  #take(read: number): { first: number; last: number } {
    const first = this.#onTheirWay[0]?.at ?? this.#now();
    let last = first;
    for (let left = read; left > 0; ) {
      const [oldest] = this.#onTheirWay;
      if (oldest === undefined) break;
      last = oldest.at;
      const covered = Math.min(left, oldest.chars);
      left -= covered;
      oldest.chars -= covered;
      if (oldest.chars === 0) this.#onTheirWay.shift();
    }
    return { first, last };
  }

  #learn(read: number, sent: { first: number; last: number }): void {
    const now = this.#now();
    const busyFor = now - Math.max(this.#lastAt, sent.first);
    this.#lastAt = now;
    if (read < BUSY_CHARS || busyFor <= 0) return;
    const speed = read / busyFor;
    this.#speed = this.#speed === undefined ? speed : this.#speed + WEIGHT * (speed - this.#speed);
    this.#away = Math.min(now - sent.last, this.#away);
    const most = this.#speed * (this.#away + DRAWN_WITHIN_MS);
    this.#most = Math.min(MOST_UNREAD_CHARS, Math.max(LEAST_UNREAD_CHARS, most));
  }
}
