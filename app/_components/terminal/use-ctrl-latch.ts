import { useMemo, useRef, useState } from "react";

/** A Ctrl that is held for one key, from the key bar. */
export interface CtrlLatch {
  /** `true` once after Ctrl was pressed. */
  take(): boolean;
}

export function useCtrlLatch() {
  const [held, setHeld] = useState(false);
  const current = useRef(false);
  const hands = useMemo(() => {
    const set = (on: boolean) => {
      current.current = on;
      setHeld(on);
    };
    const latch: CtrlLatch = {
      take() {
        const taken = current.current;
        if (taken) set(false);
        return taken;
      },
    };
    return { latch, toggle: () => set(!current.current) };
  }, []);
  return { held, ...hands };
}
