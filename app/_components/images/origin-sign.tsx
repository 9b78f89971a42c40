import { clsx } from "clsx";

/** Stand-in or original, by shape and by word: a broken outline, or a filled box. */
export function OriginSign({ standIn }: { standIn: boolean }) {
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1.5 text-sm whitespace-nowrap",
        standIn ? "text-warn" : "text-ok",
      )}
    >
      <svg viewBox="0 0 16 16" className="size-4 shrink-0" fill="none" aria-hidden="true">
        {standIn ? (
          <rect
            x="2.5"
            y="2.5"
            width="11"
            height="11"
            rx="2"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeDasharray="3 2.2"
          />
        ) : (
          <rect x="2" y="2" width="12" height="12" rx="2" fill="currentColor" />
        )}
      </svg>
      {standIn ? "Stand-in" : "Original"}
    </span>
  );
}
