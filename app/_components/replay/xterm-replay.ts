import type { TerminalSize } from "../../../server/protocol/payloads.ts";
import type { TerminalLook } from "../terminal/terminal-screen.ts";
import { drawnAs, newXterm, RESET } from "../terminal/xterm-base.ts";
import type { ReplayScreen } from "./playback.ts";

/** Smaller can be read by nobody: what does not fit then is scrolled sideways. Pixels. */
const MIN_FONT_PX = 8;
const FONT_STEP_PX = 0.5;

export interface XtermReplay extends ReplayScreen {
  setLook(look: TerminalLook): void;
  /** Makes letters as large as the place allows, and no larger than the learner has them. */
  fit(): void;
  dispose(): void;
}

/**
 * A screen without a keyboard: nothing that it shows gets an answer. The recording's size is its size; its letters
 * follow from the room there is. Fonts must be loaded.
 */
export function createXtermReplay(
  place: HTMLElement,
  fontFamily: string,
  firstLook: TerminalLook,
): XtermReplay {
  const terminal = newXterm(fontFamily, firstLook);
  let look = firstLook;
  terminal.options.disableStdin = true;
  terminal.options.cursorInactiveStyle = "block";
  // Keys are the page's: Tab goes on, Space plays.
  terminal.attachCustomKeyEventHandler(() => false);
  terminal.open(place);
  if (terminal.textarea) terminal.textarea.tabIndex = -1;

  const screen = () => place.querySelector<HTMLElement>(".xterm-screen");
  const fitToPlace = () => {
    const room = place.clientWidth;
    if (room === 0) return;
    for (let px = look.fontSize; px >= MIN_FONT_PX; px -= FONT_STEP_PX) {
      terminal.options.fontSize = px;
      if ((screen()?.offsetWidth ?? 0) <= room) return;
    }
  };
  const inOrder = (then: () => void) => terminal.write("", then);
  return {
    write: (data) => terminal.write(data),
    resize: ({ cols, rows }: TerminalSize) =>
      inOrder(() => {
        terminal.resize(cols, rows);
        fitToPlace();
      }),
    reset({ cols, rows }) {
      terminal.write(RESET);
      inOrder(() => {
        if (cols === terminal.cols && rows === terminal.rows) return;
        terminal.resize(cols, rows);
        fitToPlace();
      });
    },
    setLook(next) {
      look = next;
      Object.assign(terminal.options, drawnAs(next));
      fitToPlace();
    },
    fit: fitToPlace,
    dispose: () => terminal.dispose(),
  };
}
