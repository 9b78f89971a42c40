import type { TerminalShare } from "../../../server/protocol/events.ts";
import type { TerminalSize } from "../../../server/protocol/payloads.ts";

export interface Disposable {
  dispose(): void;
}

/** What search found: which match of how many, from 1; `total` 0 = nothing. */
export interface SearchResult {
  readonly current: number;
  readonly total: number;
}

/** What a screen's place could hold, and whether anybody can see it. */
export interface Room {
  readonly size: TerminalSize;
  readonly visible: boolean;
}

/** How a screen is drawn; sizes in pixels. */
export interface TerminalLook {
  readonly fontSize: number;
  readonly highContrast: boolean;
  /** Its lines are offered to screen readers. */
  readonly screenReader: boolean;
}

/** A screen with a keyboard, which knows nothing of shells or sockets. Sizes are in characters. */
export interface TerminalScreen {
  /** As last looked at: while it is hidden, its size is the one before. */
  room(): Room;
  /** Looks at its place again. A screen of nobody's size takes that of the place. */
  fit(): void;
  /** From now on the screen has this size whatever its place could hold, in order with `write`. */
  share(share: Pick<TerminalShare, "size" | "sizedBy">): void;
  /** The size is nobody's any more. It stays until its place changes. */
  unshare(): void;
  /** `done` is called when the text has been parsed, in order. */
  write(data: string | Uint8Array, done: () => void): void;
  /** Back to an empty screen with no scrollback, in order with `write`. */
  reset(): void;
  /** What a terminal of another size shows in place of all that is here, in order with `write`. */
  restore(drawn: { readonly size: TerminalSize; readonly data: string }, done: () => void): void;
  focus(): void;
  /** As if pasted by the learner; brackets it where the program asks for that. */
  paste(text: string): void;
  selection(): string;
  clearSelection(): void;
  /** Arrow keys have another code while a program asks for it. */
  usesApplicationCursor(): boolean;
  /** What stands before the cursor looks like a shell's prompt: the machine's, or that of a shell in a container. */
  atPrompt(): boolean;
  /** A program has asked for mouse clicks. */
  wantsMouse(): boolean;
  find(text: string, direction: "next" | "previous", options?: { incremental?: boolean }): void;
  endSearch(): void;
  setLook(look: TerminalLook): void;
  /** Keys, pastes and the terminal's own answers, as text for the shell. */
  onData(listener: (data: string) => void): Disposable;
  onRoom(listener: (room: Room) => void): Disposable;
  onSearchResult(listener: (result: SearchResult) => void): Disposable;
  dispose(): void;
}
