import { useCallback, useEffect, useState } from "react";

interface Place {
  readonly trackId: string;
  readonly lessonId: string;
  /** From 1. */
  readonly step: number;
}

/** Best effort: a place that is not remembered costs a click, and the next step is told again. */
function rememberPlace(place: Place): void {
  fetch("/api/place", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(place),
    keepalive: true,
  }).catch(() => undefined);
}

/** The step in view, from 1. The address follows, and the server remembers. */
export function useStep(first: number, count: number, lesson: { trackId: string; lessonId: string }) {
  const [step, setStep] = useState(first);
  const { trackId, lessonId } = lesson;

  useEffect(() => {
    const address = new URL(window.location.href);
    address.searchParams.set("step", String(step));
    window.history.replaceState(window.history.state, "", address);
    rememberPlace({ trackId, lessonId, step });
  }, [trackId, lessonId, step]);

  const go = useCallback((to: number) => setStep(Math.min(Math.max(to, 1), count)), [count]);
  return [step, go] as const;
}
