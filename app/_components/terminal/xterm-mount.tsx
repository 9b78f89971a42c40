"use client";

import "@xterm/xterm/css/xterm.css";
import { useEffectEvent } from "react";
import type { TerminalLook, TerminalScreen } from "./terminal-screen.ts";
import { useMountedScreen } from "./use-mounted-screen.ts";

interface XtermMountProps {
  onScreen: (screen: TerminalScreen | undefined) => void;
  /** Asked before a key is typed; `false` keeps it from the shell. */
  onKey: (event: KeyboardEvent, screen: TerminalScreen) => boolean;
  look: TerminalLook;
}

/** The place of a terminal's screen. */
export function XtermMount({ onScreen, onKey, look }: XtermMountProps) {
  const askKey = useEffectEvent(onKey);
  const place = useMountedScreen<TerminalScreen>({
    onScreen,
    look,
    async load() {
      const { createXtermScreen } = await import("./xterm-screen.ts");
      return (element, fontFamily, firstLook) => {
        const screen: TerminalScreen = createXtermScreen(element, {
          fontFamily,
          look: firstLook,
          onKey: (event) => askKey(event, screen),
        });
        return screen;
      };
    },
  });
  return <div ref={place} className="terminal-place h-full min-h-0 w-full font-mono" />;
}
