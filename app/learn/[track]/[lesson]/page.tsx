import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { drawLesson } from "../../../_components/lesson/draw-lesson.tsx";
import { LessonView } from "../../../_components/lesson/lesson-view.tsx";
import { findLesson, readCourse } from "../../../_lib/course.ts";
import { type LearnerProgress, learnerProgress } from "../../../_lib/learner-progress.ts";
import { passViews } from "../../../_lib/lesson-view-model.ts";
import { readSplit, readTheme, SPLIT_COOKIE, THEME_COOKIE } from "../../../_lib/preferences.ts";

interface LessonPageProps {
  params: Promise<{ track: string; lesson: string }>;
  searchParams: Promise<{ step?: string | string[] }>;
}

async function lessonAt(params: LessonPageProps["params"]) {
  const [course, { track, lesson }] = await Promise.all([readCourse(), params]);
  return findLesson(course, track, lesson);
}

export async function generateMetadata({ params }: LessonPageProps): Promise<Metadata> {
  const found = await lessonAt(params);
  // Thrown here and not only below: it is in time to become the response's status.
  if (!found) notFound();
  return { title: found.lesson.title, description: found.lesson.aim };
}

/** The step asked for, or where the learner was in this lesson, or the first. */
function firstStep(
  asked: string | string[] | undefined,
  place: LearnerProgress["place"],
  lesson: { trackId: string; id: string; steps: readonly unknown[] },
): number {
  const wasHere = place?.trackId === lesson.trackId && place.lessonId === lesson.id;
  const step = Number(asked ?? (wasHere ? place.step : 1));
  return Number.isInteger(step) && step >= 1 && step <= lesson.steps.length ? step : 1;
}

export default async function LessonPage({ params, searchParams }: LessonPageProps) {
  const [found, progress, jar, { step }] = await Promise.all([
    lessonAt(params),
    learnerProgress(),
    cookies(),
    searchParams,
  ]);
  if (!found) notFound();
  const { lesson } = found;
  return (
    <LessonView
      key={`${lesson.trackId}/${lesson.id}`}
      lesson={drawLesson(found)}
      firstStep={firstStep(step, progress.place, lesson)}
      passed={passViews(lesson, progress.passes)}
      titles={Object.fromEntries(lesson.tasks.map((task) => [task.id, task.title.replaceAll("`", "")]))}
      theme={readTheme(jar.get(THEME_COOKIE)?.value)}
      split={readSplit(jar.get(SPLIT_COOKIE)?.value)}
    />
  );
}
