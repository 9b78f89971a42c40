import type { TaskState } from "./check-result.ts";
import type {
  AckOutput,
  CloseTerminal,
  MoveTerminal,
  NameTask,
  NameTerminal,
  Nothing,
  OpenSession,
  OpenTerminal,
  RenameTerminal,
  ResizeTerminal,
  SubmitAnswer,
  TerminalInput,
  TerminalSize,
} from "./payloads.ts";
import type { Reply, ReplyError } from "./reply.ts";
import type { SessionNotice } from "./session-notice.ts";
import type { SessionState } from "./session-state.ts";

/** Path of the live channel (socket.io) on the public port. */
export const SOCKET_PATH = "/live";

/** What a page needs to draw a session it has just opened or come back to. */
export interface SessionSnapshot {
  readonly state: SessionState;
  readonly tasks: readonly TaskState[];
  /** Open terminals in tab order. */
  readonly terminals: readonly TerminalView[];
  /** Files of an earlier machine in this lesson are kept since then (ISO 8601): they can be had on this one. */
  readonly filesKeptAt?: string;
  readonly notices: readonly SessionNotice[];
}

/** A terminal as its tab shows it. */
export interface TerminalView {
  readonly terminalId: string;
  readonly name: string;
}

/** A program that runs in a terminal, by name; empty = the shell waits for a command. */
export interface RunningProgram {
  readonly running: string;
}

/** `seq` is the offset of `data`'s first UTF-16 unit in all that the terminal has ever printed. */
export interface OutputChunk {
  readonly terminalId: string;
  readonly seq: number;
  /** Bytes: plain ASCII, so that each is a unit. Only to pages that take them, and only where there is much of it. */
  readonly data: string | Uint8Array;
  /** Input of this connection's source has been taken up to this number. */
  readonly taken?: number;
}

/**
 * What a page has not seen of a terminal. It is asked for from a number on; another `seq` than that means that what the
 * page shows is not what came before `data`.
 */
export interface Replay {
  /** Number of the first unit of `data`. */
  readonly seq: number;
  readonly data: string;
  /** The terminal just before `data`: what to write to an empty one of this size, before `data`. */
  readonly screen?: { readonly size: TerminalSize; readonly data: string };
}

/** A view's part in a terminal that other windows may show too. */
export interface TerminalShare {
  /** The terminal's size: the smallest of the views that can be seen, or that of one which leads. */
  readonly size: TerminalSize;
  /** `another`: this view alone would have another size. */
  readonly sizedBy: "this" | "another";
  /** This view is the one that answers what programs ask their terminal. */
  readonly answers: boolean;
}

export interface OpenedTerminal {
  readonly terminalId: string;
  readonly replay: Replay;
  /** As it is at the end of the replay. */
  readonly share: TerminalShare;
  /** Number of the last piece of input taken from the page's source; 0 = none, or none that is known of. */
  readonly taken: number;
}

/** What solves a task. */
export interface TaskSolution {
  /** Commands, as text to show and to run. */
  readonly solution: string;
  /** Of a quiz or sort: what is right, a line each, with `code` in backticks. */
  readonly answer?: readonly string[];
}

/**
 * Verb = request with a reply; past tense or noun = news. A socket has one session: the lesson it opened.
 * Output is sent only to sockets that opened the terminal, continues where the replay ended, and waits for
 * acknowledgements: see `sessions/flow-control.ts`. Input is numbered, so that a page that comes back can send again
 * what was not taken, and nothing is taken twice.
 */
export interface ClientToServerEvents {
  "session:open": (payload: OpenSession, reply: (r: Reply<SessionSnapshot>) => void) => void;
  "session:extend": (payload: Nothing, reply: (r: Reply<SessionState>) => void) => void;
  "session:reset": (payload: Nothing, reply: (r: Reply<SessionState>) => void) => void;
  /** The same machine, as it was at the start of the lesson. */
  "session:tidy": (payload: Nothing, reply: (r: Reply<null>) => void) => void;
  /** Puts the files of an earlier machine into the home folder of this one. */
  "files:bring": (payload: Nothing, reply: (r: Reply<null>) => void) => void;
  /** They are not wanted any more. */
  "files:forget": (payload: Nothing, reply: (r: Reply<null>) => void) => void;
  "terminal:open": (payload: OpenTerminal, reply: (r: Reply<OpenedTerminal>) => void) => void;
  /** The answer names a program for which the terminal was left open. */
  "terminal:close": (payload: CloseTerminal, reply: (r: Reply<RunningProgram>) => void) => void;
  "terminal:foreground": (payload: NameTerminal, reply: (r: Reply<RunningProgram>) => void) => void;
  "terminal:rename": (payload: RenameTerminal, reply: (r: Reply<null>) => void) => void;
  "terminal:move": (payload: MoveTerminal, reply: (r: Reply<null>) => void) => void;
  "terminal:input": (payload: TerminalInput) => void;
  /** What this page could show, which need not be what the terminal then has. */
  "terminal:resize": (payload: ResizeTerminal) => void;
  /** This page's size alone counts, until another page types. */
  "terminal:lead": (payload: NameTerminal) => void;
  "terminal:ack": (payload: AckOutput) => void;
  "task:answer": (payload: SubmitAnswer, reply: (r: Reply<TaskState>) => void) => void;
  /** Look again now, for one task that could not be looked at. */
  "task:check": (payload: NameTask, reply: (r: Reply<TaskState>) => void) => void;
  "task:solution": (payload: NameTask, reply: (r: Reply<TaskSolution>) => void) => void;
}

export interface ServerToClientEvents {
  /** Lessons were saved, while lessons are written: what the page shows of them is old. */
  "course:changed": () => void;
  "session:state": (state: SessionState) => void;
  /** All that there are now, in place of those before. */
  "session:notices": (notices: readonly SessionNotice[]) => void;
  "task:state": (task: TaskState) => void;
  "terminal:output": (chunk: OutputChunk) => void;
  /** In order with output: what was sent before it was printed at the size before. */
  "terminal:shared": (share: TerminalShare & { readonly terminalId: string }) => void;
  /** As `taken` of an output chunk, where no output carries it. */
  "terminal:taken": (receipt: { terminalId: string; taken: number }) => void;
  /** Input from this number on was not taken and will not be; the next piece has this number again. */
  "terminal:left-out": (input: { terminalId: string; from: number }) => void;
  /** Tabs of the session, in order. `closed`: the one that somebody has closed; others may have ended. */
  "terminals:changed": (change: { terminals: readonly TerminalView[]; closed?: string }) => void;
  "terminal:exit": (exit: { terminalId: string; exitCode: number }) => void;
  /** A message without a reply was refused: a clear sentence, shown once. */
  refused: (error: ReplyError) => void;
}
