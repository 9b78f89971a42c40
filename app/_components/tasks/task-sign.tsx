import type { TaskFace } from "./task-face.ts";

/** `declined`: a choice that is not right. */
type Sign = TaskFace["face"] | "declined";

/** A state as a shape: ring, breathing ring, half ring, tick, broken ring, cross. Words stand beside it. */
export function TaskSign({ face }: { face: Sign }) {
  return (
    <svg viewBox="0 0 24 24" className="size-6 shrink-0" fill="none" aria-hidden="true">
      <Shape face={face} />
    </svg>
  );
}

function Shape({ face }: { face: Sign }) {
  switch (face) {
    case "to-do":
      return <circle cx="12" cy="12" r="8.5" stroke="var(--line-strong)" strokeWidth="1.75" />;
    case "watching":
      return (
        <>
          <circle cx="12" cy="12" r="8.5" stroke="var(--accent)" strokeWidth="1.75" className="slow-breath" />
          <circle cx="12" cy="12" r="2.5" fill="var(--accent)" />
        </>
      );
    case "not-yet":
      return (
        <>
          <circle cx="12" cy="12" r="8.5" stroke="var(--warn)" strokeWidth="1.75" />
          <path d="M12 3.5a8.5 8.5 0 0 0 0 17Z" fill="var(--warn)" />
        </>
      );
    case "done":
      return (
        <>
          <circle cx="12" cy="12" r="9.5" fill="var(--ok)" />
          <path
            d="m7.8 12.3 2.9 2.9 5.6-6"
            stroke="var(--surface-raised)"
            strokeWidth="2"
            strokeLinecap="round"
            strokeLinejoin="round"
            className="tick-stroke"
          />
        </>
      );
    case "declined":
      return (
        <>
          <circle cx="12" cy="12" r="9" stroke="var(--line-strong)" strokeWidth="1.5" />
          <path
            d="m8.7 8.7 6.6 6.6m0-6.6-6.6 6.6"
            stroke="var(--ink-muted)"
            strokeWidth="1.75"
            strokeLinecap="round"
          />
        </>
      );
    case "unseen":
      return (
        <path
          d="M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM6 18 18 6"
          stroke="var(--ink-muted)"
          strokeWidth="1.75"
          strokeDasharray="3 2.2"
        />
      );
  }
}
