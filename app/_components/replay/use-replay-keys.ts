import { useShortcuts } from "../keys/use-shortcuts.ts";
import { markAt } from "./mark-list.tsx";
import { type Replay, SPEEDS } from "./use-replay.ts";

/** An arrow key goes this far. Seconds. */
const STEP = 5;

export function useReplayKeys(replay: Replay): void {
  const { cast, at, toggle, seek, speed, setSpeed } = replay;
  const changeSpeed = (by: 1 | -1) => setSpeed(SPEEDS[SPEEDS.indexOf(speed) + by] ?? speed);
  useShortcuts({
    "play-pause": toggle,
    "replay-back": () => seek(at - STEP),
    "replay-forward": () => seek(at + STEP),
    "previous-mark": () => seek(cast.marks.findLast((mark) => mark.at < at)?.at ?? 0),
    "next-mark": () => seek(cast.marks[markAt(replay) + 1]?.at ?? cast.duration),
    slower: () => changeSpeed(-1),
    faster: () => changeSpeed(1),
  });
}
