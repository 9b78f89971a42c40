import { ChevronLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { drawPaper } from "../../../../_components/print/draw-paper.tsx";
import { PrintButton } from "../../../../_components/print/print-button.tsx";
import { buttonStyle } from "../../../../_components/ui/button.tsx";
import { findLesson, readCourse } from "../../../../_lib/course.ts";
import { lessonPath } from "../../../../_lib/course-paths.ts";

interface PrintPageProps {
  params: Promise<{ track: string; lesson: string }>;
}

async function lessonAt(params: PrintPageProps["params"]) {
  const [course, { track, lesson }] = await Promise.all([readCourse(), params]);
  return findLesson(course, track, lesson) ?? notFound();
}

export async function generateMetadata({ params }: PrintPageProps): Promise<Metadata> {
  const { lesson } = await lessonAt(params);
  return { title: `${lesson.title}, to print`, description: lesson.aim };
}

/** The whole lesson on paper: every step, in daylight colours, with nothing to click in it. */
export default async function PrintPage({ params }: PrintPageProps) {
  const { track, lesson } = await lessonAt(params);
  return (
    <div className="paper">
      <header className="border-b border-line print:hidden">
        <div className="mx-auto flex h-14 max-w-[42rem] items-center justify-between gap-2 px-3 sm:px-8">
          <Link href={lessonPath(lesson)} className={`${buttonStyle("quiet")} -ml-2`}>
            <ChevronLeft className="size-4" aria-hidden="true" />
            Back to the lesson
          </Link>
          <PrintButton />
        </div>
      </header>
      <main className="mx-auto max-w-[42rem] px-5 pt-8 pb-16 sm:px-8 print:max-w-none print:p-0">
        <p className="text-sm text-ink-muted">
          Slipway · {track.title} · lesson {lesson.number} · {lesson.minutes} minutes
        </p>
        <h1 className="mt-1 text-[2rem] leading-[1.15] font-semibold tracking-[-0.02em]">{lesson.title}</h1>
        <p className="mt-2 text-[1.0625rem] text-ink-muted">{lesson.aim}</p>
        {drawPaper(lesson).map(({ key, title, body }, index) => (
          <section key={key} aria-labelledby={`paper-step-${index + 1}`} className="mt-10">
            <h2
              id={`paper-step-${index + 1}`}
              className="code-text flex gap-3 text-2xl leading-[1.2] font-semibold tracking-[-0.015em] break-after-avoid"
            >
              <span aria-hidden="true" className="text-ink-muted tabular-nums">
                {index + 1}
              </span>
              <span className="min-w-0">{title}</span>
            </h2>
            <div className="prose mt-4">{body}</div>
          </section>
        ))}
        <section
          aria-labelledby="paper-deeper"
          className="mt-10 break-inside-avoid border-t border-line pt-5"
        >
          <h2 id="paper-deeper" className="text-lg font-semibold tracking-tight">
            Go deeper
          </h2>
          <ul className="prose mt-2 text-[0.9375rem]">
            {lesson.deeper.map(({ title, url }) => (
              <li key={url} className="list-none">
                <a href={url}>{title}</a>
              </li>
            ))}
          </ul>
        </section>
      </main>
    </div>
  );
}
