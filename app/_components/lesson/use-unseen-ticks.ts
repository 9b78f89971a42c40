import { useEffect, useRef, useState } from "react";
import { newlyPassed } from "../session/live-state.ts";
import { useSession } from "../session/session-provider.tsx";
import { useDesk } from "./desk.tsx";

/** How many tasks have ticked while the lesson was out of view. */
export function useUnseenTicks(): number {
  const { live } = useSession();
  const { view } = useDesk();
  const before = useRef(live);
  const [count, setCount] = useState(0);
  useEffect(() => {
    const ticks = newlyPassed(before.current, live).length;
    before.current = live;
    setCount((seen) => (view === "lesson" ? 0 : seen + ticks));
  }, [live, view]);
  return count;
}
