import { splitInput } from "../../_lib/split-input.ts";

/** More than this may not wait, connected or not. UTF-16 units. */
const MAX_WAITING_CHARS = 16 * 1024 * 1024;
/** More than this is not kept of what is typed while there is no line: it would surprise when it arrives. */
const MAX_KEPT_CHARS = 4_096;
/** Older than this, typed text is not sent any more: by then its writer has another thing in mind. Milliseconds. */
export const KEPT_MS = 30_000;
/** Sent and not confirmed as taken: as many pieces as this may be on their way. UTF-16 units. */
const MAX_ON_ITS_WAY_CHARS = 256 * 1024;
/** A line that confirms nothing for this long is late, then dead; bulk has time for 4 kB/s more. Milliseconds. */
const LATE_MS = 3_000;
const DEAD_MS = 8_000;
const CHARS_PER_MS = 4;

export interface InputLine {
  send(number: number, piece: string): void;
  /** `true`: enough is on its way; ask again in a moment. */
  isBusy(): boolean;
  /** Something was sent and nothing was heard of it: this line is dead, whatever it says itself. */
  onSilence(): void;
}

/** Why text did not reach the shell: kept too long, meant for a shell that is gone, perhaps taken, perhaps not. */
export type LeftOut = "old" | "other-shell" | "unsure";

export interface InputState {
  /** What waits for a connection, as typed. */
  readonly kept: string;
  /** Nothing typed is kept until there is a connection again: the outage is too long, or too much waits. */
  readonly refusing: boolean;
  /** Connected, but what was typed is not confirmed. */
  readonly late: boolean;
}

const CALM: InputState = { kept: "", refusing: false, late: false };

interface Piece {
  readonly text: string;
  readonly typedAt: number;
}

interface QueueParts {
  readonly maxPiece: number;
  readonly onLeftOut: (text: string, why: LeftOut) => void;
}

/**
 * Keys and pastes on their way to the shell: in order, each once. A piece is sent at once and without waiting for an
 * answer; it is kept until it is confirmed as taken, and what was not is sent again over the next line under the same
 * number, so that the server can tell. Without a line text waits, visibly, for half a minute at most.
 */
export class InputQueue {
  readonly #parts: QueueParts;
  readonly #listeners = new Set<() => void>();
  #state = CALM;
  #line: InputLine | undefined;
  #waiting: Piece[] = [];
  #waitingChars = 0;
  /** Sent over this line or the last one and not confirmed, in order; the first has the number `#taken + 1`. */
  #sent: Piece[] = [];
  #sentChars = 0;
  /** Confirmed up to here. */
  #taken = 0;
  /** What is in `#sent` was given up by the learner or by its age: not to be sent again. */
  #sentGivenUp = false;
  #lostAt = performance.now();
  #progressAt = 0;
  #pumping: ReturnType<typeof setTimeout> | undefined;
  #aging: ReturnType<typeof setTimeout> | undefined;
  #watching: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  get state(): InputState {
    return this.#state;
  }

  get connected(): boolean {
    return this.#line !== undefined;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `false`: not taken, as too much waits already or there has been no connection for too long. */
  push(text: string): boolean {
    const most = this.#line ? MAX_WAITING_CHARS : this.#state.refusing ? 0 : MAX_KEPT_CHARS;
    if (this.#waitingChars + text.length > most) return false;
    const typedAt = performance.now();
    this.#waiting.push(...splitInput(text, this.#parts.maxPiece).map((piece) => ({ text: piece, typedAt })));
    this.#waitingChars += text.length;
    if (!this.#line) this.#age();
    else if (this.#pumping === undefined) this.#pump();
    return true;
  }

  /** A line is there and the shell is being joined to it: what is typed from now on is kept, however long the outage was. */
  expect(): void {
    if (this.#line || !this.#state.refusing) return;
    this.#lostAt = performance.now();
    this.#tell(CALM);
  }

  /** A line to the shell, which has taken `taken` pieces of this queue so far: it may know more than was confirmed. */
  connect(line: InputLine, taken: number): void {
    this.#expireIfOld();
    clearTimeout(this.#aging);
    this.#aging = undefined;
    this.#line = line;
    this.#resolveSent(taken);
    this.#waiting = [...this.#sent, ...this.#waiting];
    this.#waitingChars += this.#sentChars;
    this.#sent = [];
    this.#sentChars = 0;
    this.#tell(CALM);
    clearTimeout(this.#pumping);
    this.#pump();
  }

  disconnect(): void {
    if (!this.#line) return;
    this.#line = undefined;
    this.#lostAt = performance.now();
    clearTimeout(this.#pumping);
    clearTimeout(this.#watching);
    this.#pumping = undefined;
    this.#watching = undefined;
    this.#age();
  }

  /** The shell has taken all pieces up to this number. */
  confirm(taken: number): void {
    if (taken <= this.#taken) return;
    this.#forgetUpTo(taken);
    this.#progressAt = performance.now();
    this.#watch();
    if (this.#line && this.#pumping === undefined) this.#pump();
  }

  /** The server has refused this piece and what follows it; it says why by itself. */
  leaveOut(from: number): void {
    this.#forgetUpTo(from - 1);
    this.#sent = [];
    this.#sentChars = 0;
    this.#waiting = [];
    this.#waitingChars = 0;
    this.#watch();
  }

  /** The learner does not want what is kept to be sent. */
  discard(): void {
    this.#waiting = [];
    this.#waitingChars = 0;
    this.#sentGivenUp = true;
    clearTimeout(this.#aging);
    this.#aging = undefined;
    this.#tell({ ...this.#state, kept: "" });
  }

  /** The shell is gone: what still waits was meant for no other. */
  clear(): void {
    const text = this.#waiting.map((piece) => piece.text).join("");
    this.discard();
    this.#sent = [];
    this.#sentChars = 0;
    this.#taken = 0;
    this.#sentGivenUp = false;
    if (text !== "") this.#parts.onLeftOut(text, "other-shell");
  }

  #forgetUpTo(taken: number): void {
    for (const piece of this.#sent.splice(0, taken - this.#taken)) this.#sentChars -= piece.text.length;
    this.#taken = taken;
  }

  /** Settles what was sent over the last line by what the server has taken of it. */
  #resolveSent(taken: number): void {
    const forgotten = taken < this.#taken;
    if (!forgotten) this.#forgetUpTo(taken);
    this.#taken = taken;
    const unsure = this.#sentGivenUp ? "" : this.#sent.map((piece) => piece.text).join("");
    if (forgotten || this.#sentGivenUp) {
      this.#sent = [];
      this.#sentChars = 0;
    }
    // A server that has lost count cannot say what it took of these: sent again they might come twice.
    if (forgotten && unsure !== "") this.#parts.onLeftOut(unsure, "unsure");
    this.#sentGivenUp = false;
  }

  #pump(): void {
    this.#pumping = undefined;
    const line = this.#line;
    if (!line || this.#waiting.length === 0) return;
    const room = this.#sentChars < MAX_ON_ITS_WAY_CHARS;
    if (room && !line.isBusy()) {
      const piece = this.#waiting.shift();
      if (piece === undefined) return;
      this.#waitingChars -= piece.text.length;
      if (this.#sent.length === 0) this.#progressAt = performance.now();
      this.#sent.push(piece);
      this.#sentChars += piece.text.length;
      line.send(this.#taken + this.#sent.length, piece.text);
      if (this.#watching === undefined) this.#watch();
    }
    // Without room the next confirmation goes on.
    if (this.#waiting.length === 0 || this.#sentChars >= MAX_ON_ITS_WAY_CHARS) return;
    this.#pumping = setTimeout(() => this.#pump(), line.isBusy() ? 10 : 0);
  }

  /** Looks after what was sent until nothing is on its way. */
  #watch(): void {
    clearTimeout(this.#watching);
    this.#watching = undefined;
    if (!this.#line || this.#sent.length === 0) {
      if (this.#line) this.#tell(CALM);
      return;
    }
    const silent = performance.now() - this.#progressAt;
    const bulk = this.#sentChars / CHARS_PER_MS;
    if (silent >= DEAD_MS + bulk) {
      this.#line.onSilence();
      return;
    }
    const late = silent >= LATE_MS + bulk;
    this.#tell({ ...CALM, late });
    const next = (late ? DEAD_MS : LATE_MS) + bulk - silent;
    this.#watching = setTimeout(() => this.#watch(), Math.max(1, next));
  }

  /** Shows what is kept, and sees to it that it does not get old. */
  #age(): void {
    if (this.#state.refusing) return;
    const kept = this.#keptText();
    this.#tell({ ...CALM, kept });
    if (kept === "" || this.#aging !== undefined) return;
    this.#aging = setTimeout(
      () => this.#expireIfOld(),
      Math.max(0, this.#keptSince() + KEPT_MS - performance.now()),
    );
  }

  #keptText(): string {
    const sent = this.#sentGivenUp ? [] : this.#sent;
    return [...sent, ...this.#waiting].map((piece) => piece.text).join("");
  }

  /** A paste that was under way counts from when the line was lost. */
  #keptSince(): number {
    const [oldest] = this.#sentGivenUp ? this.#waiting : [...this.#sent, ...this.#waiting];
    return Math.max(oldest?.typedAt ?? 0, this.#lostAt);
  }

  #expireIfOld(): void {
    this.#aging = undefined;
    if (this.#line || this.#keptText() === "") return;
    if (performance.now() - this.#keptSince() < KEPT_MS) {
      this.#age();
      return;
    }
    const text = this.#keptText();
    this.discard();
    this.#tell({ ...CALM, refusing: true });
    this.#parts.onLeftOut(text, "old");
  }

  #tell(state: InputState): void {
    const now = this.#state;
    if (now.kept === state.kept && now.refusing === state.refusing && now.late === state.late) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
