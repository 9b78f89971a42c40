import { useMemo, useSyncExternalStore } from "react";
import { SCREEN_READER_FLAG } from "../lesson/help-dialog.tsx";
import { useStoredFlag } from "../ui/use-stored-flag.ts";
import { useStoredText } from "../ui/use-stored-text.ts";
import { readFontSize, usualFontSize } from "./font-size.ts";
import type { TerminalLook } from "./terminal-screen.ts";

function onResize(listener: () => void): () => void {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}

/** How terminals look and behave in this browser. */
export function useTerminalSettings() {
  const [screenReader, setScreenReader] = useStoredFlag(SCREEN_READER_FLAG);
  const [highContrast, setHighContrast] = useStoredFlag("slipway-terminal-contrast");
  const [kept, setKept] = useStoredText("slipway-terminal-font");
  const [pastesUnasked, setPastesUnasked] = useStoredFlag("slipway-paste-unasked");
  const usual = useSyncExternalStore(
    onResize,
    () => usualFontSize(window.innerWidth),
    () => usualFontSize(Number.POSITIVE_INFINITY),
  );
  const fontSize = readFontSize(kept, usual);
  const look = useMemo<TerminalLook>(
    () => ({ screenReader, highContrast, fontSize }),
    [screenReader, highContrast, fontSize],
  );
  return {
    look,
    setScreenReader,
    setHighContrast,
    setFontSize: (pixels: number) => setKept(String(pixels)),
    pastesUnasked,
    setPastesUnasked,
  };
}

export type TerminalSettings = ReturnType<typeof useTerminalSettings>;
