import type { TerminalSize } from "../../../server/protocol/payloads.ts";
import type { TerminalLook } from "../terminal/terminal-screen.ts";
import { drawnAs, newXterm, RESET } from "../terminal/xterm-base.ts";
import type { ReplayScreen } from "./playback.ts";

/** Smaller can be read by nobody: what does not fit then is scrolled sideways. Pixels. */
const MIN_FONT_PX = 8;
const FONT_STEP_PX = 0.5;
/** No smaller than this for the sake of height alone: the page can be scrolled. */
const LEGIBLE_FONT_PX = 10.5;
/** What of a window the page's head and the controls take, so that screen and controls are in sight together. */
const PAGE_AROUND_PX = 340;
const LEAST_HEIGHT_PX = 320;

export interface XtermReplay extends ReplayScreen {
  setLook(look: TerminalLook): void;
  /** Makes letters as large as the place is wide, and no larger than the learner has them. */
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
  let fittedWidth = 0;
  terminal.options.disableStdin = true;
  terminal.options.cursorInactiveStyle = "block";
  // Keys are the page's: Tab goes on, Space plays.
  terminal.attachCustomKeyEventHandler(() => false);
  terminal.open(place);
  if (terminal.textarea) terminal.textarea.tabIndex = -1;

  const fitToPlace = () => {
    const screen = place.querySelector<HTMLElement>(".xterm-screen");
    const width = place.clientWidth;
    if (screen === null || width === 0) return;
    fittedWidth = width;
    const height = Math.max(LEAST_HEIGHT_PX, window.innerHeight - PAGE_AROUND_PX);
    for (let px = look.fontSize; px >= MIN_FONT_PX; px -= FONT_STEP_PX) {
      terminal.options.fontSize = px;
      const fits = screen.offsetWidth <= width && (screen.offsetHeight <= height || px <= LEGIBLE_FONT_PX);
      if (fits) return;
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
    // What is fitted changes its place's height by itself.
    fit() {
      if (place.clientWidth !== fittedWidth) fitToPlace();
    },
    dispose: () => terminal.dispose(),
  };
}
