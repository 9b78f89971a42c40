import type { TerminalId } from "../protocol/ids.ts";
import type { TerminalSize } from "../protocol/payloads.ts";
import type { Subscription, Terminal } from "../sandbox/driver.ts";
import { Credits } from "./flow-control.ts";
import { OutputLog } from "./output-log.ts";
import type { TerminalRecording } from "./terminal-recordings.ts";

/** Largest piece sent at once, in UTF-16 units. */
const CHUNK_CHARS = 64 * 1024;
/** What a busy program prints is gathered this long: a sixth of a frame. Milliseconds. */
const GATHER_MS = 3;
/** Pieces that leave at once before gathering begins: a fast typist's echoes never wait. */
const MAX_AT_ONCE = 8;
/** With nobody looking, a program may print this much before it has to wait for somebody. */
const UNWATCHED_CHARS = 8 * 1024 * 1024;
/** A keeper holds at most this many bytes that are not written down. */
const MAX_AHEAD_CHARS = 256 * 1024;
/** A keeper that is held back by a flood does not answer in time. */
const FOREGROUND_MS = 2_000;
const MAX_PROGRAM_CHARS = 40;
/** What is said to run when the terminal gives no answer. */
const SOME_PROGRAM = "a busy program";
/** FinalTerm's mark that a command has ended, as the sandbox's shell prints it. */
const COMMAND_ENDED = "\x1b]133;D";

export interface Viewer {
  send(chunk: { seq: number; data: string }): void;
  exited(exitCode: number): void;
}

interface Seat {
  readonly viewer: Viewer;
  readonly credits: Credits;
  cursor: number;
}

export interface LiveTerminalParts {
  readonly id: TerminalId;
  readonly terminal: Terminal;
  readonly size: TerminalSize;
  readonly recording: TerminalRecording;
  /** What it printed before this server; the terminal goes on from there. */
  readonly before?: { readonly seq: number; readonly data: string };
}

/**
 * A terminal that outlives its viewers: what it prints is logged, and each viewer reads the log at its own pace. The
 * program is held back only when every viewer is behind. Knows no socket.
 */
export class LiveTerminal {
  readonly id: TerminalId;
  readonly #terminal: Terminal;
  readonly #recording: TerminalRecording;
  readonly #log: OutputLog;
  readonly #seats = new Map<Viewer, Seat>();
  readonly #subscriptions: Subscription[];
  #size: TerminalSize;
  #gathering: NodeJS.Timeout | undefined;
  #sentUpTo = 0;
  #atOnce = 0;
  #tail = "";
  #paused = false;
  #lastWatched = 0;

  constructor(
    { id, terminal, size, recording, before = { seq: 0, data: "" } }: LiveTerminalParts,
    news: { commandEnded: () => void; exited: () => void },
  ) {
    this.id = id;
    this.#terminal = terminal;
    this.#size = size;
    this.#recording = recording;
    this.#log = new OutputLog(before.seq);
    this.#log.append(before.data);
    this.#sentUpTo = this.#log.end;
    this.#subscriptions = [
      terminal.onData((data, end) => {
        this.#log.append(data);
        recording.output(data, end);
        if (this.#hasCommandEnded(data)) news.commandEnded();
        this.#output();
      }),
      terminal.onExit(({ exitCode }) => {
        for (const seat of this.#seats.values()) {
          this.#send(seat, "all");
          seat.viewer.exited(exitCode);
        }
        news.exited();
      }),
    ];
  }

  /** Number that the next unit of output will have. */
  get end(): number {
    return this.#log.end;
  }

  /**
   * Replays from `fromSeq`; from the end of the replay on, `viewer.send` gets everything in order. A page may be a
   * little ahead: it was shown what a server before this one had no time to write down, and what the shell's keeper
   * sends again.
   */
  attach(viewer: Viewer, fromSeq: number): { seq: number; data: string } {
    this.detach(viewer);
    const ahead = fromSeq > this.#log.end && fromSeq - this.#log.end <= MAX_AHEAD_CHARS;
    const replay = ahead ? { seq: fromSeq, data: "" } : this.#log.read(fromSeq);
    const seat: Seat = { viewer, credits: new Credits(), cursor: replay.seq + replay.data.length };
    seat.credits.sent(replay.data.length);
    this.#seats.set(viewer, seat);
    this.#balance();
    return replay;
  }

  detach(viewer: Viewer): void {
    if (this.#seats.delete(viewer) && this.#seats.size === 0) this.#lastWatched = this.#log.end;
    this.#balance();
  }

  acknowledge(viewer: Viewer, chars: number): void {
    const seat = this.#seats.get(viewer);
    if (seat === undefined) return;
    seat.credits.acknowledged(chars);
    this.#send(seat);
    this.#balance();
  }

  write(data: string): void {
    this.#terminal.write(data);
  }

  resize(size: TerminalSize): void {
    if (size.cols === this.#size.cols && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#terminal.resize(size);
    this.#recording.resized(size);
  }

  /** The program in the foreground; empty = the shell itself. Its name comes from the sandbox. */
  async foreground(): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(SOME_PROGRAM), FOREGROUND_MS);
    });
    try {
      const name = await Promise.race([this.#terminal.foreground(), late]);
      return name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").slice(0, MAX_PROGRAM_CHARS);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the shell. Viewers hear of the exit as usual. */
  close(): void {
    if (this.#paused) this.#terminal.resume();
    this.#terminal.kill();
  }

  /** Lets go of the shell, which lives on. */
  dispose(): void {
    clearTimeout(this.#gathering);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#seats.clear();
    this.#terminal.detach();
  }

  /** A pty may hand the mark over in two pieces. */
  #hasCommandEnded(data: string): boolean {
    const text = this.#tail + data;
    this.#tail = text.slice(1 - COMMAND_ENDED.length);
    return text.includes(COMMAND_ENDED);
  }

  /**
   * A few pieces in a gathering time leave at once, as echoes do; from then on what comes leaves together until a
   * gathering time passes in peace. A full piece does not wait: a flood must meet its viewers' credits before the log
   * drops what they have not seen.
   */
  #output(): void {
    const waits = this.#atOnce >= MAX_AT_ONCE && this.#log.end - this.#sentUpTo < CHUNK_CHARS;
    if (!waits) {
      this.#atOnce += 1;
      this.#sentUpTo = this.#log.end;
      this.#flushAll();
    }
    this.#gathering ??= setTimeout(() => this.#gathered(), GATHER_MS);
  }

  #gathered(): void {
    this.#gathering = undefined;
    if (this.#log.end === this.#sentUpTo) {
      this.#atOnce = 0;
      return;
    }
    this.#sentUpTo = this.#log.end;
    this.#flushAll();
    this.#gathering = setTimeout(() => this.#gathered(), GATHER_MS);
  }

  #flushAll(): void {
    for (const seat of this.#seats.values()) this.#send(seat);
    this.#balance();
  }

  /** As far as the seat's credits go; `all` at the end, when nobody is left to acknowledge to. */
  #send(seat: Seat, upTo: "credits" | "all" = "credits"): void {
    while ((upTo === "all" || !seat.credits.blocked) && seat.cursor < this.#log.end) {
      const chunk = this.#log.read(seat.cursor, CHUNK_CHARS);
      seat.cursor = chunk.seq + chunk.data.length;
      // Where older output was dropped, the first whole line may lie beyond this piece.
      if (chunk.data === "") continue;
      seat.credits.sent(chunk.data.length);
      seat.viewer.send(chunk);
    }
  }

  #balance(): void {
    const seats = [...this.#seats.values()];
    const hold =
      seats.length === 0
        ? this.#log.end - this.#lastWatched > UNWATCHED_CHARS
        : seats.every((seat) => seat.credits.blocked);
    if (hold === this.#paused) return;
    this.#paused = hold;
    if (hold) this.#terminal.pause();
    else this.#terminal.resume();
  }
}
