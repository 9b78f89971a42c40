import { SearchAddon } from "@xterm/addon-search";
import type { TerminalSize } from "../../../server/protocol/payloads.ts";
import { LEAVE_NOTE } from "./leave-note.ts";
import { placeRoom } from "./place-room.ts";
import type { TerminalLook, TerminalScreen } from "./terminal-screen.ts";
import { isThirdLevel } from "./third-level.ts";
import { drawnAs, newXterm, RESET } from "./xterm-base.ts";
import { searchColours } from "./xterm-theme.ts";

/** How prompts of shells end: `$` or `#` of sh and bash, `%` of zsh. */
const PROMPT = /[$#%] ?$/;

export interface XtermOptions {
  readonly fontFamily: string;
  readonly look: TerminalLook;
  /** Asked before a key is typed; `false` keeps it from the shell. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

/** Draws a screen into `place`. Fonts must be loaded: xterm measures a character once. */
export function createXtermScreen(place: HTMLElement, options: XtermOptions): TerminalScreen {
  const terminal = newXterm(options.fontFamily, options.look);
  const search = new SearchAddon();
  terminal.loadAddon(search);
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== "keydown") return true;
    if (!options.onKey(event)) return false;
    if (!isThirdLevel(event, navigator.platform)) return true;
    event.preventDefault();
    terminal.input(event.key);
    return false;
  });
  terminal.open(place);
  terminal.textarea?.setAttribute("aria-describedby", LEAVE_NOTE);

  let restoring = 0;
  let given: TerminalSize | undefined;
  const resize = ({ cols, rows }: TerminalSize) => {
    if (cols !== terminal.cols || rows !== terminal.rows) terminal.resize(cols, rows);
  };
  const takeRoom = () => {
    if (given === undefined && restoring === 0) resize(room.current().size);
  };
  const room = placeRoom(place, terminal);
  return {
    room: room.current,
    fit() {
      if (room.look()) takeRoom();
    },
    share({ size, sizedBy }) {
      given = size;
      terminal.write("", () => {
        resize(size);
        place.toggleAttribute("data-framed", sizedBy === "another");
      });
    },
    unshare() {
      given = undefined;
    },
    write: (data, done) => terminal.write(data, done),
    reset: () => terminal.write(RESET),
    restore(drawn, done) {
      restoring += 1;
      resize(drawn.size);
      terminal.write(RESET + drawn.data, () => {
        restoring -= 1;
        takeRoom();
        done();
      });
    },
    focus: () => terminal.focus(),
    paste: (text) => terminal.paste(text),
    selection: () => terminal.getSelection(),
    clearSelection: () => terminal.clearSelection(),
    atPrompt() {
      const { active } = terminal.buffer;
      const line = active.getLine(active.baseY + active.cursorY);
      return PROMPT.test(line?.translateToString(false, 0, active.cursorX) ?? "");
    },
    usesApplicationCursor: () => terminal.modes.applicationCursorKeysMode,
    wantsMouse: () => terminal.modes.mouseTrackingMode !== "none",
    find(text, direction, { incremental = false } = {}) {
      const decorations = { ...searchColours };
      if (direction === "next") search.findNext(text, { decorations, incremental });
      else search.findPrevious(text, { decorations });
    },
    endSearch: () => search.clearDecorations(),
    setLook(look) {
      Object.assign(terminal.options, drawnAs(look));
    },
    onData: (listener) => terminal.onData(listener),
    onRoom: room.onChange,
    onSearchResult: (listener) =>
      search.onDidChangeResults(({ resultIndex, resultCount }) =>
        listener({ current: resultIndex + 1, total: resultCount }),
      ),
    dispose: () => terminal.dispose(),
  };
}
