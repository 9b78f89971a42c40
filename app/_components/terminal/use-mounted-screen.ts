import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { loadFont } from "./load-font.ts";
import type { TerminalLook } from "./terminal-screen.ts";

/** A screen of xterm's, as far as whoever mounts it has to do with it. */
interface MountedScreen {
  setLook(look: TerminalLook): void;
  /** After its place may have changed. */
  fit(): void;
  dispose(): void;
}

interface Mounting<Screen> {
  /** Gives what makes the screen, once it is loaded. Fonts are loaded when that is called. */
  readonly load: () => Promise<(place: HTMLElement, fontFamily: string, look: TerminalLook) => Screen>;
  readonly onScreen: (screen: Screen | undefined) => void;
  readonly look: TerminalLook;
}

/** Mounts a screen in the element of the ref, keeps it fitted to that place, and takes it down again. */
export function useMountedScreen<Screen extends MountedScreen>({
  load,
  onScreen,
  look,
}: Mounting<Screen>): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const mounted = useRef<Screen>(undefined);
  const [fault, setFault] = useState<unknown>();
  const loadMaker = useEffectEvent(load);
  const tellScreen = useEffectEvent(onScreen);
  const currentLook = useEffectEvent(() => look);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let gone = false;
    let screen: Screen | undefined;
    const observer = new ResizeObserver(() => screen?.fit());
    const mount = async () => {
      const [make, fontFamily] = await Promise.all([loadMaker(), loadFont(element, currentLook().fontSize)]);
      if (gone) return;
      screen = make(element, fontFamily, currentLook());
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
  return place;
}
