import { aboutMinutesWords } from "../../_lib/about-minutes-words.ts";
import type { TrackProgress } from "../../_lib/track-progress.ts";

/** The whole track in words, with a bar that says the same to the eye. */
export function TrackProgressWords({ progress }: { progress: TrackProgress }) {
  const { tasks, tasksDone, lessons, lessonsDone, minutesLeft } = progress;
  const untouched = tasksDone === 0;
  return (
    <div className="mt-5 max-w-md text-sm text-ink-muted">
      {!untouched && (
        <div aria-hidden="true" className="mb-2.5 h-1 overflow-hidden rounded-full bg-line">
          <div className="h-full rounded-full bg-ok" style={{ width: `${(100 * tasksDone) / tasks}%` }} />
        </div>
      )}
      <p>
        {untouched
          ? `${lessons} lessons, ${tasks} tasks, ${aboutMinutesWords(minutesLeft)}.`
          : `${lessonsDone} of ${lessons} lessons and ${tasksDone} of ${tasks} tasks done. `}
        {!untouched &&
          (minutesLeft > 0 ? `${capital(aboutMinutesWords(minutesLeft))} left.` : "Nothing is left.")}
      </p>
    </div>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
