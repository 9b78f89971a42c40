import { Check } from "lucide-react";
import { clockWords } from "../recordings/recording-words.ts";
import { CodeText } from "../ui/code-text.tsx";
import type { Replay } from "./use-replay.ts";

/** The latest mark that was played; -1 = none yet. */
export function markAt({ cast, at }: Pick<Replay, "cast" | "at">): number {
  return cast.marks.findLastIndex((mark) => mark.at <= at);
}

/** Tasks that passed, each a way to the moment. */
export function MarkList({ replay }: { replay: Replay }) {
  const { cast, seek } = replay;
  const here = markAt(replay);
  return (
    <section aria-labelledby="passed-tasks">
      <h2 id="passed-tasks" className="text-[0.9375rem] font-semibold">
        Tasks passed
      </h2>
      {cast.marks.length === 0 ? (
        <p className="mt-2 text-sm leading-relaxed text-ink-muted">
          No task passed while this terminal was open.
        </p>
      ) : (
        <ol className="mt-2 flex flex-col">
          {cast.marks.map(({ at, label }, index) => {
            const key = `${index}-${label}`;
            return (
              <li key={key}>
                <button
                  type="button"
                  aria-current={index === here ? "step" : undefined}
                  onClick={() => seek(at)}
                  className="flex w-full items-baseline gap-2.5 rounded-control px-2 py-1.5 text-left text-[0.9375rem] leading-snug hover:bg-ink/7 aria-[current=step]:bg-accent-soft"
                >
                  <Check className="size-4 shrink-0 translate-y-0.5 text-ok" aria-hidden="true" />
                  <span className="min-w-0 flex-1 break-words">
                    <CodeText>{label}</CodeText>
                  </span>
                  <span className="shrink-0 text-sm text-ink-muted tabular-nums">{clockWords(at)}</span>
                </button>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
