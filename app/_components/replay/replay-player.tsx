import { useState } from "react";
import { useTerminalSettings } from "../terminal/use-terminal-settings.ts";
import type { Cast } from "./cast.ts";
import { MarkList, markAt } from "./mark-list.tsx";
import { ReplayControls } from "./replay-controls.tsx";
import { ReplayMount } from "./replay-mount.tsx";
import { useReplay } from "./use-replay.ts";
import { useReplayKeys } from "./use-replay-keys.ts";
import type { XtermReplay } from "./xterm-replay.ts";

/** The screen with its controls, and the marks beside it. It plays when it is told to, never by itself. */
export function ReplayPlayer({ cast }: { cast: Cast }) {
  const { look } = useTerminalSettings();
  const [screen, setScreen] = useState<XtermReplay>();
  const replay = useReplay(cast, screen);
  useReplayKeys(replay);
  const mark = replay.cast.marks[markAt(replay)];
  return (
    <div className="mt-6 grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_17rem]">
      <section
        aria-label="Replay"
        data-playing={replay.playing}
        className="instrument min-w-0 overflow-hidden rounded-panel border border-line bg-terminal text-ink"
      >
        <div className="px-3 pt-3 pb-2">
          <ReplayMount onScreen={setScreen} look={look} />
        </div>
        <p role="status" className="min-h-8 px-3 pb-2 text-sm text-ink-muted">
          {mark !== undefined && `Passed: ${mark.label.replaceAll("`", "")}`}
        </p>
        <ReplayControls replay={replay} />
      </section>
      <MarkList replay={replay} />
    </div>
  );
}
