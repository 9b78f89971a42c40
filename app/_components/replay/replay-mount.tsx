import "@xterm/xterm/css/xterm.css";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { loadFont } from "../terminal/load-font.ts";
import type { TerminalLook } from "../terminal/terminal-screen.ts";
import type { XtermReplay } from "./xterm-replay.ts";

interface ReplayMountProps {
  onScreen: (screen: XtermReplay | undefined) => void;
  look: TerminalLook;
}

/** Mounts the replay's screen, keeps its letters fitted to its place, and takes it down again. */
export function ReplayMount({ onScreen, look }: ReplayMountProps) {
  const place = useRef<HTMLDivElement>(null);
  const mounted = useRef<XtermReplay>(undefined);
  const [fault, setFault] = useState<unknown>();
  const tellScreen = useEffectEvent(onScreen);
  const currentLook = useEffectEvent(() => look);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let gone = false;
    let screen: XtermReplay | undefined;
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      screen?.fit();
    });
    const mount = async () => {
      const [{ createXtermReplay }, fontFamily] = await Promise.all([
        import("./xterm-replay.ts"),
        loadFont(element, currentLook().fontSize),
      ]);
      if (gone) return;
      screen = createXtermReplay(element, fontFamily, currentLook());
      mounted.current = screen;
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

  useEffect(() => mounted.current?.setLook(look), [look]);

  if (fault !== undefined) throw fault;
  return <div ref={place} data-replay-screen className="min-h-40 w-full overflow-x-auto font-mono" />;
}
