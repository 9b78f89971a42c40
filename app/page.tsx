import { cookies } from "next/headers";
import { ContinueCard } from "./_components/course/continue-card.tsx";
import { LessonRow } from "./_components/course/lesson-row.tsx";
import { BrandMark } from "./_components/ui/brand-mark.tsx";
import { ThemeSwitch } from "./_components/ui/theme-switch.tsx";
import { readCourse } from "./_lib/course.ts";
import { learnerProgress } from "./_lib/learner-progress.ts";
import { lessonProgress } from "./_lib/lesson-view-model.ts";
import { nextUp } from "./_lib/next-up.ts";
import { readTheme, THEME_COOKIE } from "./_lib/preferences.ts";

export default async function CourseMap() {
  const [course, progress, jar] = await Promise.all([readCourse(), learnerProgress(), cookies()]);
  const upNext = nextUp(course, progress);
  return (
    <>
      <header className="border-b border-line">
        <div className="mx-auto flex h-12 max-w-6xl items-center justify-between px-4 sm:px-8">
          <p className="flex items-center gap-2 font-semibold tracking-tight">
            <BrandMark className="size-7" />
            Slipway
          </p>
          <ThemeSwitch initial={readTheme(jar.get(THEME_COOKIE)?.value)} />
        </div>
      </header>
      <main className="mx-auto max-w-6xl px-4 pb-24 sm:px-8">
        {course.tracks.map((track) => (
          <section
            key={track.id}
            aria-labelledby={`track-${track.id}`}
            className="grid gap-x-16 gap-y-10 pt-10 sm:pt-16 lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]"
          >
            <div className="self-start lg:sticky lg:top-16">
              <h1
                id={`track-${track.id}`}
                className="text-[2.25rem] leading-[1.1] font-semibold tracking-[-0.03em] sm:text-[2.75rem]"
              >
                {track.title}
              </h1>
              <p className="mt-3 max-w-md text-[1.0625rem] leading-relaxed text-ink-muted">{track.aim}</p>
              {upNext?.lesson.trackId === track.id && <ContinueCard upNext={upNext} />}
              <p className="mt-6 max-w-md text-sm leading-relaxed text-ink-muted">
                A lesson comes with a machine of your own. A real Docker Engine runs on it, and tasks tick as
                you do them. No account is needed.
              </p>
            </div>
            <ol className="border-t border-line">
              {track.lessons.map((lesson) => (
                <LessonRow key={lesson.id} lesson={lesson} {...lessonProgress(lesson, progress.passes)} />
              ))}
            </ol>
          </section>
        ))}
      </main>
    </>
  );
}
