import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import type { LearnerProgress } from "../../../../server/progress/learner-progress.ts";
import { readSplit, readTheme, SPLIT_COOKIE, THEME_COOKIE } from "../../../../server/protocol/preferences.ts";
import { drawFaulty, drawLesson } from "../../../_components/lesson/draw-lesson.tsx";
import { LessonOutOfOrder } from "../../../_components/lesson/lesson-out-of-order.tsx";
import { LessonView } from "../../../_components/lesson/lesson-view.tsx";
import { findFaulty, findLesson, isDevelopment, readCourse } from "../../../_lib/course.ts";
import { learnerProgress } from "../../../_lib/learner-progress.ts";
import { passViews } from "../../../_lib/lesson-view-model.ts";

interface LessonPageProps {
  params: Promise<{ track: string; lesson: string }>;
  searchParams: Promise<{ step?: string | string[] }>;
}

async function lessonAt(params: LessonPageProps["params"]) {
  const [course, { track, lesson }] = await Promise.all([readCourse(), params]);
  return { found: findLesson(course, track, lesson), wrong: findFaulty(course, track, lesson) };
}

export async function generateMetadata({ params }: LessonPageProps): Promise<Metadata> {
  const { found, wrong } = await lessonAt(params);
  if (found) return { title: found.lesson.title, description: found.lesson.aim };
  if (wrong) return { title: wrong.faulty.title };
  // Thrown here and not only below: it is in time to become the response's status.
  notFound();
}

/** The step asked for, or where the learner was in this lesson, or the first. */
function firstStep(
  asked: string | string[] | undefined,
  place: LearnerProgress["place"],
  lesson: { trackId: string; lessonId: string; steps: readonly unknown[] },
): number {
  const wasHere = place?.trackId === lesson.trackId && place.lessonId === lesson.lessonId;
  const step = Number(asked ?? (wasHere ? place.step : 1));
  return Number.isInteger(step) && step >= 1 && step <= lesson.steps.length ? step : 1;
}

export default async function LessonPage({ params, searchParams }: LessonPageProps) {
  const [{ found, wrong }, progress, jar, { step }] = await Promise.all([
    lessonAt(params),
    learnerProgress(),
    cookies(),
    searchParams,
  ]);
  if (wrong && !isDevelopment()) return <LessonOutOfOrder title={wrong.faulty.title} />;
  const drawn = found ? drawLesson(found) : wrong && drawFaulty(wrong);
  if (!drawn) notFound();
  return (
    <LessonView
      key={`${drawn.trackId}/${drawn.lessonId}`}
      lesson={drawn}
      firstStep={firstStep(step, progress.place, drawn)}
      passed={found ? passViews(found.lesson, progress.passes) : []}
      titles={Object.fromEntries(
        (found?.lesson.tasks ?? []).map(({ id, title }) => [id, title.replaceAll("`", "")]),
      )}
      theme={readTheme(jar.get(THEME_COOKIE)?.value)}
      split={readSplit(jar.get(SPLIT_COOKIE)?.value)}
    />
  );
}
