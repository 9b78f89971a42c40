import { useCallback, useSyncExternalStore } from "react";
import type { Room, TerminalScreen } from "./terminal-screen.ts";

/** What the screen's place could hold, as it changes. */
export function useRoom(screen: TerminalScreen | undefined): Room | undefined {
  return useSyncExternalStore(
    useCallback(
      (changed) => {
        const watched = screen?.onRoom(changed);
        return () => watched?.dispose();
      },
      [screen],
    ),
    () => screen?.room(),
    () => undefined,
  );
}
