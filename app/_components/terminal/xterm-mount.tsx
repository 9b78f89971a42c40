"use client";

import "@xterm/xterm/css/xterm.css";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { TerminalScreen } from "./terminal-screen.ts";

interface XtermMountProps {
  onScreen: (screen: TerminalScreen | undefined) => void;
  /** Asked before a key is typed; `false` keeps it from the shell. */
  onKey: (event: KeyboardEvent, screen: TerminalScreen) => boolean;
  screenReader: boolean;
}

/** Smaller on a phone, where 13.5 px leave 41 columns. */
const fontSize = () => (window.innerWidth < 480 ? 12 : 13.5);

/** The real family behind the page's font token, loaded: xterm measures its characters once, at the start. */
async function loadFont(place: HTMLElement, pixels: number): Promise<string> {
  const family = getComputedStyle(place).fontFamily;
  const faces = ["", "bold "].map((weight) => document.fonts.load(`${weight}${pixels}px ${family}`));
  await Promise.allSettled(faces);
  return family;
}

/** Mounts xterm, keeps it fitted to its place, and takes it down again. */
export function XtermMount({ onScreen, onKey, screenReader }: XtermMountProps) {
  const place = useRef<HTMLDivElement>(null);
  const mounted = useRef<TerminalScreen>(undefined);
  const [fault, setFault] = useState<unknown>();
  const tellScreen = useEffectEvent(onScreen);
  const askKey = useEffectEvent(onKey);
  const readsScreen = useEffectEvent(() => screenReader);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let gone = false;
    let screen: TerminalScreen | undefined;
    const observer = new ResizeObserver(() => screen?.fit());
    const pixels = fontSize();
    const mount = async () => {
      const [{ createXtermScreen }, fontFamily] = await Promise.all([
        import("./xterm-screen.ts"),
        loadFont(element, pixels),
      ]);
      if (gone) return;
      screen = createXtermScreen(element, {
        fontFamily,
        fontSize: pixels,
        screenReader: readsScreen(),
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
    mounted.current?.setScreenReader(screenReader);
  }, [screenReader]);

  if (fault !== undefined) throw fault;
  return <div ref={place} className="h-full min-h-0 w-full font-mono" />;
}
