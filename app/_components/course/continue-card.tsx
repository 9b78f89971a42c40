import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { lessonPath } from "../../_lib/course-paths.ts";
import type { NextUp } from "../../_lib/next-up.ts";
import { buttonStyle } from "../ui/button.tsx";
import { LinkPending } from "../ui/link-pending.tsx";

/** The one thing to do next, one click from a working prompt. */
export function ContinueCard({ upNext: { lesson, step } }: { upNext: NextUp }) {
  return (
    <section
      aria-label={step === undefined ? "Start" : "Continue"}
      className="mt-8 rounded-panel border border-line bg-surface-raised p-5 shadow-raised"
    >
      <p className="text-sm text-ink-muted">
        {step === undefined
          ? `Lesson ${lesson.number}`
          : `Lesson ${lesson.number}, step ${step} of ${lesson.steps.length}`}
      </p>
      <h2 className="mt-1 text-xl leading-snug font-semibold tracking-tight">{lesson.title}</h2>
      <p className="mt-1.5 text-[0.9375rem] text-ink-muted">{lesson.aim}</p>
      <Link href={lessonPath(lesson, step)} className={`${buttonStyle("primary")} mt-4`}>
        {step === undefined ? "Start" : "Continue"}
        <ArrowRight className="size-4" aria-hidden="true" />
        <LinkPending />
      </Link>
    </section>
  );
}
