import { useEffect, useState } from "react";
import type { LineState } from "../../_lib/live-line.ts";

/** Seconds until the next try, counted down by eye only: a screen reader would be told each of them. */
export function RetryWords({ line }: { line: LineState }) {
  const until = line.kind === "waiting" ? line.until : undefined;
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (until === undefined) return;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, [until]);
  if (until === undefined) return <>Trying to reach the lab.</>;
  return (
    <span aria-hidden="true" className="tabular-nums">
      Next try in {Math.max(1, Math.ceil((until - now) / 1_000))} s.
    </span>
  );
}
