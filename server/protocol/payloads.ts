import { z } from "zod";
import { LessonId, TaskId, TerminalId, TrackId } from "./ids.ts";
import { MAX_ANSWER_CHARS, MAX_COLS, MAX_INPUT_CHARS, MAX_ROWS, MIN_COLS, MIN_ROWS } from "./limits.ts";
import { TerminalName } from "./terminal-name.ts";

export { MAX_COLS, MAX_INPUT_CHARS, MAX_ROWS, MIN_COLS, MIN_ROWS };

export const TerminalSize = z.strictObject({
  cols: z.int().min(MIN_COLS).max(MAX_COLS),
  rows: z.int().min(MIN_ROWS).max(MAX_ROWS),
});
export type TerminalSize = z.infer<typeof TerminalSize>;

export const OpenSession = z.strictObject({ trackId: TrackId, lessonId: LessonId });
export type OpenSession = z.infer<typeof OpenSession>;

/** Whether anybody can see the view: one that is out of sight holds back no other. */
const Visible = z.boolean().default(true);

/** A page's name for what is typed on one of its terminals: pieces of it are numbered from 1. */
const InputSource = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);

export const OpenTerminal = z.strictObject({
  /** An existing terminal to come back to; absent = a new one. */
  terminalId: TerminalId.optional(),
  size: TerminalSize,
  visible: Visible,
  /** Output already seen: the reply replays from here. 0 = from the start of what is kept. */
  fromSeq: z.int().min(0).default(0),
  /** Not one by its id, but the terminal of this name; a new one when there is none. */
  name: TerminalName.optional(),
  /** Whose input follows on this connection; absent = one that ends with the connection. */
  source: InputSource.optional(),
});
export type OpenTerminal = z.input<typeof OpenTerminal>;

export const TerminalInput = z.strictObject({
  terminalId: TerminalId,
  /** Each piece of a source is one more than the piece before it, and is taken once. */
  number: z.int().min(1),
  data: z.string().min(1).max(MAX_INPUT_CHARS),
});
export type TerminalInput = z.infer<typeof TerminalInput>;

export const ResizeTerminal = z.strictObject({
  terminalId: TerminalId,
  size: TerminalSize,
  visible: Visible,
});
export type ResizeTerminal = z.input<typeof ResizeTerminal>;

/** `chars`: UTF-16 units of output parsed by the page since its last acknowledgement. */
export const AckOutput = z.strictObject({
  terminalId: TerminalId,
  chars: z
    .int()
    .min(1)
    .max(64 * 1024 * 1024),
});
export type AckOutput = z.infer<typeof AckOutput>;

/** Without `force`, a terminal in which a program runs stays open. */
export const CloseTerminal = z.strictObject({ terminalId: TerminalId, force: z.boolean().default(false) });
export type CloseTerminal = z.input<typeof CloseTerminal>;

export const NameTerminal = z.strictObject({ terminalId: TerminalId });
export type NameTerminal = z.infer<typeof NameTerminal>;

export const RenameTerminal = z.strictObject({ terminalId: TerminalId, name: TerminalName });
export type RenameTerminal = z.infer<typeof RenameTerminal>;

/** `to`: its place in the row of tabs, from 0. */
export const MoveTerminal = z.strictObject({ terminalId: TerminalId, to: z.int().min(0).max(99) });
export type MoveTerminal = z.infer<typeof MoveTerminal>;

export const SubmitAnswer = z.strictObject({
  taskId: TaskId,
  answer: z.string().trim().min(1).max(MAX_ANSWER_CHARS),
});
export type SubmitAnswer = z.infer<typeof SubmitAnswer>;

export const NameTask = z.strictObject({ taskId: TaskId });
export type NameTask = z.infer<typeof NameTask>;

export const Nothing = z.strictObject({});
export type Nothing = z.infer<typeof Nothing>;
