import { clsx } from "clsx";
import Link from "next/link";
import type { FaultyLesson, Lesson } from "../../../server/lessons/schema.ts";
import { lessonPath } from "../../_lib/course-paths.ts";
import { LessonFaults } from "../lesson/lesson-faults.tsx";
import { OUT_OF_ORDER } from "../lesson/lesson-out-of-order.tsx";
import { LinkPending } from "../ui/link-pending.tsx";
import { ProgressRing } from "../ui/progress-ring.tsx";

interface LessonRowProps {
  lesson: Lesson;
  /** Tasks done, of `total`. */
  done: number;
  total: number;
  /** The lesson to go on with. */
  here: boolean;
}

const row =
  "group relative grid grid-cols-[1.75rem_minmax(0,1fr)_auto] gap-x-2 border-b border-line py-3.5 transition-colors hover:bg-surface-raised sm:grid-cols-[2.25rem_minmax(0,1fr)_auto_auto] sm:gap-x-4 sm:px-3";
const link =
  "after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-control focus-visible:after:outline-2 focus-visible:after:outline-accent";

/** A lesson on the course map. The whole row is the link. */
export function LessonRow({ lesson, done, total, here }: LessonRowProps) {
  return (
    <li
      className={clsx(
        row,
        here &&
          "before:absolute before:inset-y-3 before:-left-3 before:w-0.75 before:rounded-full before:bg-accent sm:before:left-0",
      )}
    >
      <span
        aria-hidden="true"
        className={clsx(
          "tabular-nums group-hover:text-accent",
          here ? "font-medium text-accent" : "text-ink-muted",
        )}
      >
        {lesson.number}
      </span>
      <div className="min-w-0">
        <h3 className="leading-snug font-semibold tracking-tight">
          <Link href={lessonPath(lesson)} aria-current={here ? "step" : undefined} className={link}>
            {lesson.title} <LinkPending />
          </Link>
        </h3>
        <p className="mt-0.5 text-[0.9375rem] leading-normal text-ink-muted max-sm:text-sm">{lesson.aim}</p>
      </div>
      <p className="pt-px text-sm whitespace-nowrap text-ink-muted tabular-nums max-sm:hidden">
        {lesson.minutes} min
      </p>
      <div className="flex flex-col items-center gap-1.5">
        <ProgressRing done={done} total={total} />
        <p className="text-xs whitespace-nowrap text-ink-muted tabular-nums sm:hidden">
          {lesson.minutes} min
        </p>
      </div>
    </li>
  );
}

interface FaultyLessonRowProps {
  lesson: FaultyLesson;
  /** To who writes the lessons; a learner is told that there is a fault, and no more. */
  showFaults: boolean;
}

/** A lesson whose files have a fault. */
export function FaultyLessonRow({ lesson, showFaults }: FaultyLessonRowProps) {
  return (
    <li className={row}>
      <span aria-hidden="true" className="text-ink-muted tabular-nums">
        {lesson.number}
      </span>
      <div className="min-w-0 sm:col-span-3">
        <h3 className="leading-snug font-semibold tracking-tight">
          <Link href={lessonPath(lesson)} prefetch={false} className={link}>
            {lesson.title}
          </Link>
        </h3>
        {showFaults ? (
          <LessonFaults faults={lesson.faults} />
        ) : (
          <p className="mt-0.5 text-[0.9375rem] leading-normal text-warn">{OUT_OF_ORDER}</p>
        )}
      </div>
    </li>
  );
}
