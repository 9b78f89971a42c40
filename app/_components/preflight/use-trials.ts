import { useCallback, useEffect, useRef, useState } from "react";
import { tryWay, type WayTrial } from "./way-trial.ts";

export interface Trials {
  readonly polling: WayTrial | undefined;
  readonly websocket: WayTrial | undefined;
}

const NONE: Trials = { polling: undefined, websocket: undefined };

/** Tries both ways to the lab when the page is opened, and again on demand. */
export function useTrials() {
  const [trials, setTrials] = useState(NONE);
  const running = useRef<AbortController>(undefined);

  const start = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setTrials(NONE);
    for (const way of ["polling", "websocket"] as const) {
      void tryWay(way, controller.signal).then((trial) => {
        if (!controller.signal.aborted) setTrials((before) => ({ ...before, [way]: trial }));
      });
    }
  }, []);

  useEffect(() => {
    start();
    return () => running.current?.abort();
  }, [start]);

  return { trials, start, finished: trials.polling !== undefined && trials.websocket !== undefined };
}
