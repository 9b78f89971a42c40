import type { Replay, TerminalShare } from "../protocol/events.ts";
import type { TerminalId } from "../protocol/ids.ts";
import type { TerminalSize } from "../protocol/payloads.ts";
import type { Subscription, Terminal } from "../sandbox/driver.ts";
import { PacedResize } from "./paced-resize.ts";
import type { TerminalRecording } from "./recordings/terminal-recordings.ts";
import { textOf } from "./screen/screen.ts";
import type { ScreenDrawer } from "./screen/screen-drawer.ts";
import { Seat, type Viewer } from "./seat.ts";
import { type Room, SharedSize } from "./shared-size.ts";
import {
  type DrawnScreen,
  KEPT_CHARS,
  noPast,
  TerminalHistory,
  type TerminalPast,
} from "./terminal-history.ts";

/** Largest piece sent at once, in UTF-16 units. */
const CHUNK_CHARS = 64 * 1024;
/** What a busy program prints is gathered this long: a sixth of a frame. Milliseconds. */
const GATHER_MS = 3;
/** Pieces that leave at once before gathering begins: a fast typist's echoes never wait. */
const MAX_AT_ONCE = 8;
/** With nobody looking, a program may print this much before it has to wait for somebody. */
const UNWATCHED_CHARS = 8 * 1024 * 1024;
/** What a short-lived terminal has printed is as well shown as it was printed. */
const SHORT_CHARS = 64 * 1024;
/** A keeper holds at most this many bytes that are not written down. */
const MAX_AHEAD_CHARS = 1024 * 1024;
/** A keeper that is held back by a flood does not answer in time. */
const FOREGROUND_MS = 2_000;
const MAX_PROGRAM_CHARS = 40;
/** What is said to run when the terminal gives no answer. */
const SOME_PROGRAM = "a busy program";
/** A view that goes may be one that reloads: so long it still holds back the others' size. Milliseconds. */
const RETURN_MS = 3_000;
/** FinalTerm's mark that a command has ended, as the sandbox's shell prints it. */
const COMMAND_ENDED = "\x1b]133;D";

export interface LiveTerminalParts {
  readonly id: TerminalId;
  readonly terminal: Terminal;
  readonly size: TerminalSize;
  readonly recording: TerminalRecording;
  readonly drawer: ScreenDrawer;
  /** What is known from a server before this one; the terminal goes on from there. */
  readonly past?: TerminalPast;
}

/**
 * A terminal that outlives its viewers: what it prints is logged, and each viewer reads the log at its own pace. The
 * program is held back only when every viewer is behind. Knows no socket.
 */
export class LiveTerminal {
  readonly id: TerminalId;
  readonly #terminal: Terminal;
  readonly #typed: (() => void) | undefined;
  readonly #recording: TerminalRecording;
  readonly #history: TerminalHistory;
  readonly #seats = new Map<Viewer, Seat>();
  /** Those for whom a screen is being drawn, each with what tells its latest coming from earlier ones. */
  readonly #arriving = new Map<Viewer, symbol>();
  readonly #subscriptions: Subscription[];
  readonly #sizes = new SharedSize<Viewer>();
  readonly #resize: PacedResize;
  #gathering: NodeJS.Timeout | undefined;
  #sentUpTo = 0;
  #atOnce = 0;
  #tail = "";
  #paused = false;
  #lastWatched = 0;
  #exit: { exitCode: number } | undefined;

  constructor(
    { id, terminal, size, recording, drawer, past = noPast(size) }: LiveTerminalParts,
    news: { commandEnded: () => void; typed?: () => void; exited: () => void },
  ) {
    this.id = id;
    this.#typed = news.typed;
    this.#terminal = terminal;
    this.#resize = new PacedResize(size, {
      wanted: () => this.#sizes.wanted,
      changed: (changed) => this.#resized(changed),
    });
    this.#recording = recording;
    this.#history = new TerminalHistory(drawer, past, {
      drawn: (drawn) => recording.drawn(drawn),
      settled: () => this.#balance(),
    });
    this.#sentUpTo = this.#history.end;
    this.#subscriptions = [
      terminal.onData((data, end) => {
        this.#history.append(data);
        recording.output(data, end);
        if (this.#hasCommandEnded(data)) news.commandEnded();
        this.#output();
      }),
      terminal.onExit(({ exitCode }) => {
        this.#exit = { exitCode };
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
    return this.#history.end;
  }

  /**
   * Shows the terminal to a viewer that has seen all before `fromSeq`: what it has missed, as it was printed, or a drawn
   * screen where that is too much or would not look right. From the end of the replay on, `viewer.send` gets everything
   * in order. A viewer that is detached meanwhile gets nothing more.
   */
  async attach(viewer: Viewer, fromSeq: number): Promise<Replay> {
    this.#unseat(viewer);
    const missed = this.#missedSince(fromSeq);
    if (missed !== undefined) return this.#seat(viewer, missed);
    const coming = Symbol();
    this.#arriving.set(viewer, coming);
    const drawn = await this.#history.draw().catch(() => undefined);
    const replay = this.#replayAfter(drawn);
    if (this.#arriving.get(viewer) !== coming) return replay;
    this.#arriving.delete(viewer);
    return this.#seat(viewer, replay);
  }

  /**
   * A page may be a little ahead: it was shown what a server before this one had no time to write down, and what the
   * shell's keeper sends again.
   */
  #missedSince(fromSeq: number): Replay | undefined {
    const missed = this.#history.end - fromSeq;
    if (missed < 0) return missed >= -MAX_AHEAD_CHARS ? { seq: fromSeq, data: "" } : undefined;
    if (missed > (fromSeq === 0 ? SHORT_CHARS : KEPT_CHARS)) return undefined;
    return this.#history.isRightFrom(fromSeq) ? this.#history.read(fromSeq) : undefined;
  }

  /** The rest follows as the viewer acknowledges. Where nothing could be drawn, the latest as it was printed. */
  #replayAfter(drawn: DrawnScreen | undefined): Replay {
    if (drawn === undefined) return this.#history.latest();
    const since = this.#history.read(drawn.seq, CHUNK_CHARS);
    if (since.seq !== drawn.seq) return this.#history.latest();
    return { ...since, screen: { size: drawn.screen.size, data: textOf(drawn.screen) } };
  }

  #seat(viewer: Viewer, replay: Replay): Replay {
    const seat = new Seat(viewer, replay.seq + replay.data.length, this.shareOf(viewer));
    seat.credits.sent(replay.data.length + (replay.screen?.data.length ?? 0));
    this.#seats.set(viewer, seat);
    this.#balance();
    const exit = this.#exit;
    // After the reply, which is sent within this turn.
    if (exit !== undefined) {
      setImmediate(() => {
        if (this.#seats.get(viewer) !== seat) return;
        this.#send(seat, "all");
        viewer.exited(exit.exitCode);
      });
    }
    return replay;
  }

  detach(viewer: Viewer): void {
    this.#unseat(viewer);
    this.#sizes.leave(viewer);
    this.#negotiate(RETURN_MS);
  }

  #unseat(viewer: Viewer): void {
    this.#arriving.delete(viewer);
    if (this.#seats.delete(viewer) && this.#seats.size === 0) this.#lastWatched = this.#history.end;
    this.#balance();
  }

  acknowledge(viewer: Viewer, chars: number): void {
    const seat = this.#seats.get(viewer);
    if (seat === undefined) return;
    seat.credits.acknowledged(chars);
    this.#send(seat);
    this.#balance();
  }

  /** `viewer`: where it was typed. */
  write(data: string, viewer?: Viewer): void {
    this.#typed?.();
    if (viewer !== undefined && this.#sizes.use(viewer)) this.#negotiate();
    this.#terminal.write(data);
  }

  /** A viewer's room is there, or has changed. */
  makeRoom(viewer: Viewer, room: Room): void {
    this.#sizes.place(viewer, room);
    this.#negotiate();
  }

  /** The viewer's size alone counts, until another one is typed in. */
  lead(viewer: Viewer): void {
    this.#sizes.lead(viewer);
    this.#negotiate();
  }

  shareOf(viewer: Viewer): TerminalShare {
    return this.#sizes.shareOf(viewer, this.#resize.size);
  }

  #negotiate(waitMs = 0): void {
    this.#tellShares();
    this.#resize.follow(waitMs);
  }

  #resized(size: TerminalSize): void {
    this.#terminal.resize(size);
    this.#recording.resized(size);
    this.#history.resized(size);
    this.#tellShares();
  }

  #tellShares(): void {
    for (const seat of this.#seats.values()) {
      if (seat.change(this.#history.end, this.shareOf(seat.viewer))) this.#send(seat);
    }
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
    this.#resize.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#seats.clear();
    this.#arriving.clear();
    this.#terminal.detach();
  }

  /** A pty may hand the mark over in two pieces. */
  #hasCommandEnded(data: string): boolean {
    const seam = this.#tail + data.slice(0, COMMAND_ENDED.length - 1);
    this.#tail = (this.#tail + data.slice(1 - COMMAND_ENDED.length)).slice(1 - COMMAND_ENDED.length);
    return seam.includes(COMMAND_ENDED) || data.includes(COMMAND_ENDED);
  }

  /**
   * A few pieces in a gathering time leave at once, as echoes do; from then on what comes leaves together until a
   * gathering time passes in peace. A full piece does not wait: a flood must meet its viewers' credits before the log
   * drops what they have not seen.
   */
  #output(): void {
    const waits = this.#atOnce >= MAX_AT_ONCE && this.#history.end - this.#sentUpTo < CHUNK_CHARS;
    if (!waits) {
      this.#atOnce += 1;
      this.#sentUpTo = this.#history.end;
      this.#flushAll();
    }
    this.#gathering ??= setTimeout(() => this.#gathered(), GATHER_MS);
  }

  #gathered(): void {
    this.#gathering = undefined;
    if (this.#history.end === this.#sentUpTo) {
      this.#atOnce = 0;
      return;
    }
    this.#sentUpTo = this.#history.end;
    this.#flushAll();
    this.#gathering = setTimeout(() => this.#gathered(), GATHER_MS);
  }

  #flushAll(): void {
    for (const seat of this.#seats.values()) this.#send(seat);
    this.#balance();
  }

  /** As far as the seat's credits go; `all` at the end, when nobody is left to acknowledge to. */
  #send(seat: Seat, upTo: "credits" | "all" = "credits"): void {
    for (;;) {
      const untilChange = seat.tellChanges();
      if ((upTo === "credits" && seat.credits.blocked) || seat.cursor >= this.#history.end) return;
      const chunk = this.#history.read(seat.cursor, Math.min(CHUNK_CHARS, untilChange));
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
      this.#history.isBehind ||
      (seats.length === 0
        ? this.#history.end - this.#lastWatched > UNWATCHED_CHARS
        : seats.every((seat) => seat.credits.blocked));
    if (hold === this.#paused) return;
    this.#paused = hold;
    if (hold) this.#terminal.pause();
    else this.#terminal.resume();
  }
}
