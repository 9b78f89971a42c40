import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { LiveSocket } from "../../_lib/socket-client.ts";

/** While lessons are written: draws the page anew when one was saved. Terminals and what was unfolded stay. */
export function useCourseChanges(socket: LiveSocket | undefined): void {
  const { refresh } = useRouter();
  useEffect(() => {
    socket?.on("course:changed", refresh);
    return () => void socket?.off("course:changed", refresh);
  }, [socket, refresh]);
}
