import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useStoredFlag } from "../ui/use-stored-flag.ts";
import { type Cast, sameMoment, withShortPauses } from "./cast.ts";
import { Playback, type ReplayScreen } from "./playback.ts";

/** Longer pauses are shortened to this. Seconds. */
const LONGEST_PAUSE = 2;
/** A page that was out of sight goes on where it was. Seconds. */
const LONGEST_FRAME = 0.25;

export const SPEEDS = [0.5, 1, 2, 4] as const;
export type Speed = (typeof SPEEDS)[number];

/** Plays a recording on a screen: when what is shown, and how fast. Times are seconds of the recording as it is played. */
export function useReplay(whole: Cast, screen: ReplayScreen | undefined) {
  const short = useMemo(() => withShortPauses(whole, LONGEST_PAUSE), [whole]);
  const [pausesKept, keepPauses] = useStoredFlag("slipway-replay-pauses");
  const cast = pausesKept ? whole : short;
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  const [at, setAt] = useState(cast.begin);
  const playback = useRef<Playback>(undefined);
  const shown = useRef(cast);
  /** Where the learner went before there was a screen. */
  const wanted = useRef<number>(undefined);

  useEffect(() => {
    if (!screen) return;
    playback.current = new Playback(shown.current, screen, wanted.current);
    setAt(playback.current.at);
    return () => {
      playback.current = undefined;
    };
  }, [screen]);

  useEffect(() => {
    if (shown.current === cast) return;
    const before = playback.current?.at ?? wanted.current ?? shown.current.begin;
    const moment = sameMoment(shown.current, cast, before);
    shown.current = cast;
    wanted.current = moment;
    playback.current?.replace(cast, moment);
    setAt(moment);
  }, [cast]);

  const seek = useCallback((to: number) => {
    wanted.current = to;
    playback.current?.show(to);
    setAt(playback.current?.at ?? to);
  }, []);

  const toggle = useCallback(() => {
    const { current } = playback;
    if (current !== undefined && !playing && current.at >= shown.current.duration) seek(0);
    setPlaying(!playing);
  }, [playing, seek]);

  useEffect(() => {
    if (!playing) return;
    let last: number | undefined;
    let frame = 0;
    const step = (now: number) => {
      const passed = last === undefined ? 0 : Math.min(LONGEST_FRAME, (now - last) / 1000);
      last = now;
      const { current } = playback;
      if (current !== undefined) seek(current.at + passed * speed);
      if (current !== undefined && current.at >= shown.current.duration) setPlaying(false);
      else frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, seek]);

  return { cast, at, playing, toggle, seek, speed, setSpeed, pausesKept, keepPauses };
}

export type Replay = ReturnType<typeof useReplay>;
