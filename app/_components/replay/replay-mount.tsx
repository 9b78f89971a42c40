import "@xterm/xterm/css/xterm.css";
import type { TerminalLook } from "../terminal/terminal-screen.ts";
import { useMountedScreen } from "../terminal/use-mounted-screen.ts";
import type { XtermReplay } from "./xterm-replay.ts";

interface ReplayMountProps {
  onScreen: (screen: XtermReplay | undefined) => void;
  look: TerminalLook;
}

/** The place of a replay's screen. */
export function ReplayMount({ onScreen, look }: ReplayMountProps) {
  const place = useMountedScreen<XtermReplay>({
    onScreen,
    look,
    load: async () => (await import("./xterm-replay.ts")).createXtermReplay,
  });
  return <div ref={place} data-replay-screen className="min-h-40 w-full overflow-x-auto font-mono" />;
}
