"use client";

import "@xterm/xterm/css/xterm.css";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { loadFont } from "./load-font.ts";
import type { TerminalLook, TerminalScreen } from "./terminal-screen.ts";

interface XtermMountProps {
  onScreen: (screen: TerminalScreen | undefined) => void;
  /** Asked before a key is typed; `false` keeps it from the shell. */
  onKey: (event: KeyboardEvent, screen: TerminalScreen) => boolean;
  look: TerminalLook;
}

/** Mounts xterm, keeps it fitted to its place, and takes it down again. */
export function XtermMount({ onScreen, onKey, look }: XtermMountProps) {
  const place = useRef<HTMLDivElement>(null);
  const mounted = useRef<TerminalScreen>(undefined);
  const [fault, setFault] = useState<unknown>();
  const tellScreen = useEffectEvent(onScreen);
  const askKey = useEffectEvent(onKey);
  const currentLook = useEffectEvent(() => look);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let gone = false;
    let screen: TerminalScreen | undefined;
    const observer = new ResizeObserver(() => screen?.fit());
    const mount = async () => {
      const [{ createXtermScreen }, fontFamily] = await Promise.all([
        import("./xterm-screen.ts"),
        loadFont(element, currentLook().fontSize),
      ]);
      if (gone) return;
      screen = createXtermScreen(element, {
        fontFamily,
        look: currentLook(),
        onKey: (event) => (screen ? askKey(event, screen) : true),
      });
      mounted.current = screen;
      screen.fit();
      observer.observe(element);
      tellScreen(screen);
    };
    mount().catch(setFault);
    return () => {
      gone = true;
      observer.disconnect();
      screen?.dispose();
      mounted.current = undefined;
      tellScreen(undefined);
    };
  }, []);

  useEffect(() => {
    mounted.current?.setLook(look);
    mounted.current?.fit();
  }, [look]);

  if (fault !== undefined) throw fault;
  return <div ref={place} className="terminal-place h-full min-h-0 w-full font-mono" />;
}
