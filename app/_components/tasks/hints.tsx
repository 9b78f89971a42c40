import type { ReactNode } from "react";

interface HintsProps {
  hints: readonly ReactNode[];
  /** How many are unfolded. */
  shown: number;
}

/** Hints that have been asked for, one below the other. */
export function Hints({ hints, shown }: HintsProps) {
  if (shown === 0) return null;
  return (
    <ol className="flex list-none flex-col gap-2 pl-0">
      {hints.slice(0, shown).map((hint, index) => {
        const number = index + 1;
        return (
          <li key={number} className="appear text-[0.9375rem] leading-normal">
            <span className="mr-2 text-sm text-ink-muted">
              Hint {number} of {hints.length}
            </span>
            <span className="code-text">{hint}</span>
          </li>
        );
      })}
    </ol>
  );
}
