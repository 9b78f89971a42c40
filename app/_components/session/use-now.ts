import { useEffect, useState } from "react";

interface Now {
  /** Wall clock, milliseconds since 1970. */
  readonly wall: number;
  /** The page's steady clock: performance.now. */
  readonly steady: number;
}

/** The time, again every `everyMs`. `undefined` until the page runs in the browser. */
export function useNow(everyMs: number): Now | undefined {
  const [now, setNow] = useState<Now>();
  useEffect(() => {
    const tick = () => setNow({ wall: Date.now(), steady: performance.now() });
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
