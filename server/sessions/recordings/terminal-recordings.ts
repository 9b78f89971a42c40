import type { TerminalId } from "../../protocol/ids.ts";
import type { TerminalSize } from "../../protocol/payloads.ts";
import type { DrawnScreen, TerminalPast } from "../terminal-history.ts";

/** What is known of a terminal after a restart of the server. */
export interface RestoredTerminal {
  readonly id: TerminalId;
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
  /** Resolves when all is written down; nothing more is taken. */
  close(): Promise<void>;
  /** Leaves nothing behind. */
  remove(): Promise<void>;
}

/**
 * Keeps terminals' output beyond the life of the server, so that a page misses nothing of it and a session can be
 * played again. Bounded in size for each terminal: the oldest goes first.
 */
export interface TerminalRecordings {
  /** `safe` is told up to which byte output is written down. */
  begin(
    sessionId: string,
    terminal: { id: TerminalId; size: TerminalSize },
    safe: (end: number) => void,
  ): TerminalRecording;
  /** Terminals of a session of a server before this one, in the order they were opened. */
  restore(sessionId: string, safe: (id: TerminalId, end: number) => void): Promise<RestoredTerminal[]>;
  /** Forgets a session. Safe to call twice, and for one that was never there. */
  remove(sessionId: string): Promise<void>;
  /** Forgets all sessions but these. */
  keepOnly(sessionIds: ReadonlySet<string>): Promise<void>;
}
