import { clsx } from "clsx";
import { Anchor, Compass, Info, Lightbulb, MessageCircleQuestionMark } from "lucide-react";
import type { ReactNode } from "react";

const kinds = {
  why: { title: "Why", Icon: Lightbulb, look: "border-l-2 border-accent pl-4" },
  predict: {
    title: "Predict",
    Icon: MessageCircleQuestionMark,
    look: "rounded-panel bg-accent-soft px-4 py-3.5",
  },
  matters: { title: "Why it matters", Icon: Compass, look: "rounded-panel border border-line px-4 py-3.5" },
  note: { title: "Note", Icon: Info, look: "border-l-2 border-line-strong pl-4" },
  "stand-in": { title: "Stand-in", Icon: Anchor, look: "border-l-2 border-warn pl-4" },
} as const;

interface AsideBoxProps {
  "data-kind"?: string;
  "data-title"?: string;
  children?: ReactNode;
}

/** A paragraph set apart: a reason, a prediction to make, a note. */
export function AsideBox({ "data-kind": kind, "data-title": title, children }: AsideBoxProps) {
  const { title: usual, Icon, look } = kinds[kind as keyof typeof kinds] ?? kinds.note;
  return (
    <aside data-kind={kind} aria-label={title ?? usual} className={clsx("text-base", look)}>
      <p className="flex items-center gap-2 text-sm font-semibold">
        <Icon className="size-4 shrink-0 text-accent" aria-hidden="true" />
        <span className="code-text">
          {title ? (
            <>
              <span className="text-accent">{usual}</span>
              <span aria-hidden="true" className="mx-1.5 text-ink-muted">
                ·
              </span>
              {title}
            </>
          ) : (
            usual
          )}
        </span>
      </p>
      <div className="mt-1.5 flex flex-col gap-3">{children}</div>
    </aside>
  );
}
