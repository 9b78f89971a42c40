import Link from "next/link";
import type { Lesson } from "../../../server/lessons/schema.ts";
import { lessonPath } from "../../_lib/course.ts";
import { LinkPending } from "../ui/link-pending.tsx";
import { ProgressRing } from "../ui/progress-ring.tsx";

interface LessonRowProps {
  lesson: Lesson;
  /** Tasks done, of `total`. */
  done: number;
  total: number;
}

/** A lesson on the course map. The whole row is the link. */
export function LessonRow({ lesson, done, total }: LessonRowProps) {
  return (
    <li className="group relative grid grid-cols-[2rem_minmax(0,1fr)_auto] gap-x-3 border-b border-line py-5 transition-colors hover:bg-surface-raised sm:grid-cols-[3rem_minmax(0,1fr)_auto_auto] sm:gap-x-4 sm:px-3">
      <span
        aria-hidden="true"
        className="pt-px text-[1.0625rem] text-ink-muted tabular-nums group-hover:text-accent"
      >
        {lesson.number}
      </span>
      <div className="min-w-0">
        <h2 className="text-[1.0625rem] leading-snug font-semibold tracking-tight">
          <Link
            href={lessonPath(lesson)}
            className="inline-flex items-center gap-2 after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-control focus-visible:after:outline-2 focus-visible:after:outline-accent"
          >
            {lesson.title} <LinkPending />
          </Link>
        </h2>
        <p className="mt-1 text-[0.9375rem] leading-normal text-ink-muted">{lesson.aim}</p>
        <p className="mt-1 text-sm text-ink-muted sm:hidden">{lesson.minutes} min</p>
      </div>
      <p className="pt-0.5 text-sm whitespace-nowrap text-ink-muted tabular-nums max-sm:hidden">
        {lesson.minutes} min
      </p>
      <ProgressRing done={done} total={total} />
    </li>
  );
}
