"use client";

import { clsx } from "clsx";
import { Check, Link2 } from "lucide-react";
import { useEffect, useState } from "react";
import { lessonPath } from "../../_lib/course-paths.ts";
import { useDesk } from "./desk.tsx";
import { useLesson } from "./lesson-context.tsx";

const TICK_MS = 1_600;

interface CopyLinkButtonProps {
  step: number;
  taskId?: string;
  label: string;
  className?: string;
}

/** Copies the address of a step or task. In the margin; with a mouse it shows when the pointer is near. */
export function CopyLinkButton({ step, taskId, label, className }: CopyLinkButtonProps) {
  const { copy } = useDesk();
  const { trackId, lessonId } = useLesson();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), TICK_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const onClick = async () => {
    const path = lessonPath({ trackId, id: lessonId }, step, taskId);
    setCopied(await copy(new URL(path, window.location.href).href));
  };
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className={clsx(
        "absolute flex size-6 items-center justify-center rounded-control text-ink-muted transition-opacity hover:text-accent focus-visible:opacity-100 print:hidden",
        "[@media(hover:hover)]:opacity-0 [@media(hover:hover)]:group-hover/link:opacity-100 [@media(hover:hover)]:focus-visible:opacity-100",
        className,
      )}
    >
      {copied ? (
        <Check className="size-3.5 text-ok" aria-hidden="true" />
      ) : (
        <Link2 className="size-3.5" aria-hidden="true" />
      )}
    </button>
  );
}
