import { Pause, Play } from "lucide-react";
import { clockWords, spokenTime } from "../recordings/recording-words.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { type Replay, SPEEDS, type Speed } from "./use-replay.ts";

/** Play, place and speed, under the screen. */
export function ReplayControls({ replay }: { replay: Replay }) {
  const { cast, at, playing, toggle, seek, speed, setSpeed, pausesKept, keepPauses } = replay;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line bg-surface-sunken px-2 py-2 sm:px-3">
      <IconButton label={playing ? "Pause" : "Play"} tone="accent" onClick={toggle}>
        {playing ? (
          <Pause className="size-5 fill-current" aria-hidden="true" />
        ) : (
          <Play className="size-5 fill-current" aria-hidden="true" />
        )}
      </IconButton>
      <div className="relative flex min-w-0 flex-1 items-center max-sm:basis-4/5">
        <input
          type="range"
          aria-label="Place in the recording"
          aria-valuetext={`${spokenTime(at)} of ${spokenTime(cast.duration)}`}
          min={0}
          max={cast.duration}
          step="any"
          value={at}
          onChange={(event) => seek(Number(event.currentTarget.value))}
          className="h-8 w-full accent-accent"
        />
        <MarkTicks replay={replay} />
      </div>
      <p className="text-sm text-ink-muted tabular-nums" aria-hidden="true">
        {clockWords(at)} / {clockWords(cast.duration)}
      </p>
      <label className="flex items-center gap-1.5 text-sm text-ink-muted">
        Speed
        <select
          value={speed}
          onChange={(event) => setSpeed(Number(event.currentTarget.value) as Speed)}
          className="h-8 rounded-control border border-line-strong bg-surface-raised px-1.5 text-ink"
        >
          {SPEEDS.map((each) => (
            <option key={each} value={each}>
              {each}×
            </option>
          ))}
        </select>
      </label>
      <label className="flex items-center gap-1.5 text-sm text-ink-muted">
        <input
          type="checkbox"
          checked={!pausesKept}
          onChange={(event) => keepPauses(!event.currentTarget.checked)}
          className="size-4 accent-accent"
        />
        Shorten pauses
      </label>
    </div>
  );
}

/** Where the marks are; the list beside the screen says what they are. */
function MarkTicks({ replay: { cast } }: { replay: Replay }) {
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-x-2 bottom-0 h-1.5">
      {cast.marks.map(({ at, label }, index) => {
        const key = `${index}-${label}`;
        const left = `${cast.duration === 0 ? 0 : (at / cast.duration) * 100}%`;
        return (
          <span
            key={key}
            className="absolute top-0 h-1.5 w-0.5 -translate-x-1/2 rounded-full bg-ok"
            style={{ left }}
          />
        );
      })}
    </div>
  );
}
