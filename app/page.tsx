import { cookies } from "next/headers";
import { readTheme, THEME_COOKIE } from "../server/protocol/preferences.ts";
import { ContinueCard } from "./_components/course/continue-card.tsx";
import { FaultyLessonRow, LessonRow } from "./_components/course/lesson-row.tsx";
import { TrackProgressWords } from "./_components/course/track-progress-words.tsx";
import { LessonFaults } from "./_components/lesson/lesson-faults.tsx";
import { CourseSearch } from "./_components/search/course-search.tsx";
import { SiteHeader } from "./_components/ui/site-header.tsx";
import { isDevelopment, readCourse } from "./_lib/course.ts";
import { learnerProgress } from "./_lib/learner-progress.ts";
import { lessonProgress } from "./_lib/lesson-view-model.ts";
import { nextUp } from "./_lib/next-up.ts";
import { partsOf } from "./_lib/parts-of.ts";
import { trackProgress } from "./_lib/track-progress.ts";

export default async function CourseMap() {
  const [course, progress, jar] = await Promise.all([readCourse(), learnerProgress(), cookies()]);
  const development = isDevelopment();
  const upNext = nextUp(course, progress);
  return (
    <>
      <SiteHeader theme={readTheme(jar.get(THEME_COOKIE)?.value)} here="/">
        <CourseSearch look="field" />
      </SiteHeader>
      <main className="mx-auto max-w-6xl px-4 pb-24 sm:px-8">
        {development && course.faults.length > 0 && <LessonFaults faults={course.faults} />}
        {course.tracks.map((track) => (
          <section
            key={track.id}
            aria-labelledby={`track-${track.id}`}
            className="grid gap-x-16 gap-y-8 pt-8 sm:pt-14 lg:grid-cols-[minmax(0,21rem)_minmax(0,1fr)]"
          >
            <div className="self-start lg:sticky lg:top-14">
              <h1
                id={`track-${track.id}`}
                className="text-[2.25rem] leading-[1.1] font-semibold tracking-[-0.03em] sm:text-[2.75rem]"
              >
                {track.title}
              </h1>
              <p className="mt-3 max-w-md text-[1.0625rem] leading-relaxed text-ink-muted">{track.aim}</p>
              {upNext?.lesson.trackId === track.id && <ContinueCard upNext={upNext} />}
              <TrackProgressWords progress={trackProgress(track, progress.passes)} />
              <p className="mt-3 max-w-md text-sm leading-relaxed text-ink-muted max-lg:hidden">
                A lesson comes with a machine of your own. A real Docker Engine runs on it, and tasks tick as
                you do them. No account is needed.
              </p>
            </div>
            <div className="flex flex-col gap-9">
              {partsOf(track).map(({ title, lessons }) => (
                <section key={title} aria-label={title}>
                  {title !== "" && (
                    <h2 className="pb-2.5 text-[0.9375rem] font-medium text-ink-muted sm:px-3">{title}</h2>
                  )}
                  <ol className="border-t border-line">
                    {lessons.map((lesson) =>
                      "steps" in lesson ? (
                        <LessonRow
                          key={lesson.id}
                          lesson={lesson}
                          here={lesson === upNext?.lesson}
                          {...lessonProgress(lesson, progress.passes)}
                        />
                      ) : (
                        <FaultyLessonRow key={lesson.id} lesson={lesson} showFaults={development} />
                      ),
                    )}
                  </ol>
                </section>
              ))}
            </div>
          </section>
        ))}
      </main>
    </>
  );
}
