import { type ClipboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import { readClipboard } from "../../_lib/clipboard.ts";
import { useDesk } from "../lesson/desk.tsx";
import { shortcutOf } from "./clipboard-keys.ts";
import { lineCount } from "./line-count.ts";
import type { TerminalScreen } from "./terminal-screen.ts";

/** A browser that pastes by itself does so at once; after this the page has to ask for the clipboard. */
const NATIVE_PASTE_MS = 150;

/** A paste of more lines is shown before it is sent. */
const MAX_UNASKED_LINES = 5;

interface ClipboardParts {
  readonly onFind: () => void;
  /** Long pastes are sent at once. */
  readonly pastesUnasked: boolean;
}

/**
 * Copy and paste of a terminal by keys and right click. `asking`: the paste dialog is needed; `preview`: a long paste
 * that waits for a decision.
 */
export function useClipboard(screen: TerminalScreen | undefined, { onFind, pastesUnasked }: ClipboardParts) {
  const { copy } = useDesk();
  const [asking, setAsking] = useState(false);
  const [preview, setPreview] = useState<string>();
  const awaited = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(awaited.current), []);

  async function pasteFromClipboard(): Promise<void> {
    const text = await readClipboard();
    if (text === undefined) setAsking(true);
    else if (isLong(text)) setPreview(text);
    else if (text !== "") screen?.paste(text);
  }

  const isLong = (text: string) => !pastesUnasked && lineCount(text) > MAX_UNASKED_LINES;

  function onNativePaste(event: ClipboardEvent): void {
    clearTimeout(awaited.current);
    const text = event.clipboardData.getData("text/plain");
    if (!isLong(text)) return;
    event.preventDefault();
    event.stopPropagation();
    setPreview(text);
  }

  function copySelection(): void {
    const text = screen?.selection() ?? "";
    if (text === "") return;
    void copy(text);
    screen?.clearSelection();
  }

  function onKey(event: KeyboardEvent): boolean {
    const shortcut = shortcutOf(event, (screen?.selection() ?? "") !== "");
    switch (shortcut) {
      case undefined:
        return true;
      case "copy":
        event.preventDefault();
        copySelection();
        return false;
      case "paste":
        // The browser's own paste needs no permission: it is left to happen.
        clearTimeout(awaited.current);
        awaited.current = setTimeout(() => void pasteFromClipboard(), NATIVE_PASTE_MS);
        return false;
      case "find":
        event.preventDefault();
        onFind();
        return false;
      case "leave":
      case "leave-back":
        return false;
    }
  }

  function onContextMenu(event: MouseEvent): void {
    if (!screen || event.shiftKey || screen.wantsMouse()) return;
    event.preventDefault();
    if (screen.selection() !== "") copySelection();
    else void pasteFromClipboard();
  }

  return {
    asking,
    endAsking: () => setAsking(false),
    onKey,
    onContextMenu,
    onNativePaste,
    preview,
    endPreview: () => setPreview(undefined),
  };
}
