import type { LearnerId, LessonId, TerminalId, TrackId } from "../../protocol/ids.ts";
import type { TerminalSize } from "../../protocol/payloads.ts";
import type { DrawnScreen, TerminalPast } from "../terminal-history.ts";

/** Whose session it is, and in which lesson: a recording stays theirs when the session is long over. */
export interface RecordedSession {
  readonly id: string;
  readonly learnerId: LearnerId;
  readonly trackId: TrackId;
  readonly lessonId: LessonId;
}

/** The tab of an open terminal. `place`: in the row, from 0. */
export interface TerminalTab {
  readonly name: string;
  readonly place: number;
}

/** What is known of a terminal after a restart of the server. */
export interface RestoredTerminal {
  readonly id: TerminalId;
  /** `undefined`: it was not written down. */
  readonly name: string | undefined;
  readonly size: TerminalSize;
  readonly past: TerminalPast;
  /** Number of the first byte that was not written down. */
  readonly nextByte: number;
  /** Goes on where it stopped. */
  readonly recording: TerminalRecording;
}

/** What one terminal prints, as it is written down. Calls return at once and are carried out in order. */
export interface TerminalRecording {
  /** `end`: the number of the byte after this text. `safe` is called with it once it is written down. */
  output(data: string, end: number): void;
  resized(size: TerminalSize): void;
  /** How the terminal looked just before output number `seq`: recordings of before that may go. */
  drawn(drawn: DrawnScreen): void;
  /** A task was passed, or something else worth finding again. */
  mark(label: string): void;
  /** What its tab is now, so that it comes back with the terminal. */
  tab(tab: TerminalTab): void;
  /** The server lets go of the terminal, which lives on. Resolves when all is written down; nothing more is taken. */
  close(): Promise<void>;
  /** The terminal is no more: its recording is kept, and not restored. As `close`; safe to call twice. */
  end(): Promise<void>;
}

/** Recordings of one session's terminals. */
export interface SessionRecordings {
  /** `safe` is told up to which byte output is written down. */
  begin(terminal: { id: TerminalId; size: TerminalSize }, safe: (end: number) => void): TerminalRecording;
  /**
   * Terminals that were open when a server before this one ended, in the order of their tabs. `last`: the highest number
   * that any terminal of this session has had.
   */
  restore(
    safe: (id: TerminalId, end: number) => void,
  ): Promise<{ readonly terminals: readonly RestoredTerminal[]; readonly last: number }>;
  /** The session is over, and all its terminals with it. */
  end(): Promise<void>;
}

/**
 * Keeps terminals' output beyond the life of the server, so that a page misses nothing of it, and beyond that of the
 * terminal, so that it can be played again. Bounded in size for each terminal: the oldest goes first.
 */
export interface TerminalRecordings {
  /** `keeps` hears when the output of any terminal of the session cannot be kept, and when all of it is again. */
  of(session: RecordedSession, keeps?: (isKept: boolean) => void): SessionRecordings;
}
