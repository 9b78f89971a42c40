const RADIUS = 9;
const LENGTH = 2 * Math.PI * RADIUS;

/** Tasks done of all, as a ring; whole, it becomes a filled tick. */
export function ProgressRing({ done, total }: { done: number; total: number }) {
  const whole = total > 0 && done >= total;
  const words = `${whole ? "Complete: " : ""}${done} of ${total} tasks done`;
  return (
    <svg viewBox="0 0 24 24" role="img" aria-label={words} className="size-6 shrink-0">
      <title>{words}</title>
      {whole ? (
        <>
          <circle cx="12" cy="12" r="10.5" fill="var(--ok)" />
          <path
            d="m7.5 12.4 3 3 6-6.4"
            fill="none"
            stroke="var(--surface)"
            strokeWidth="2"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      ) : (
        <>
          <circle cx="12" cy="12" r={RADIUS} fill="none" stroke="var(--line-strong)" strokeWidth="1.5" />
          {done > 0 && (
            <circle
              cx="12"
              cy="12"
              r={RADIUS}
              fill="none"
              stroke="var(--accent)"
              strokeWidth="3.5"
              strokeDasharray={`${(LENGTH * done) / total} ${LENGTH}`}
              transform="rotate(-90 12 12)"
            />
          )}
        </>
      )}
    </svg>
  );
}
