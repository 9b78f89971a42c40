import type { IncomingHttpHeaders } from "node:http";
import { cookieValues } from "../learners/identify-learner.ts";
import { type LearnerProgress, PROGRESS_HEADER, writeProgress } from "../progress/learner-progress.ts";
import type { LessonKey } from "../progress/progress-store.ts";
import { LessonId, TrackId } from "../protocol/ids.ts";
import { readSplit, readTheme, SPLIT_COOKIE, THEME_COOKIE } from "../protocol/preferences.ts";

/** What is asked of Next. */
export interface PageRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

const LESSON = /^\/learn\/([^/]+)\/([^/]+)$/;
const STEP = /[?&]step=/;
/** The addresses of the pages that are kept: those that depend on their request alone, and that many ask for. */
const KEPT = /^(?:\/|\/learn\/[a-z0-9-]{1,64}\/[a-z0-9-]{1,64}(?:\?step=[0-9]{1,3})?)$/;

/** The lesson whose page an address asks for. */
function lessonOf(url: string): LessonKey | undefined {
  const [, track, lesson] = LESSON.exec(url.split("?", 1)[0] ?? "") ?? [];
  const [trackId, lessonId] = [TrackId.safeParse(track), LessonId.safeParse(lesson)];
  return trackId.success && lessonId.success ? { trackId: trackId.data, lessonId: lessonId.data } : undefined;
}

/** Of what a learner has done, what matters to a page. To a lesson's: that lesson, and the step if none is asked for. */
function progressFor(url: string, { passes, place }: LearnerProgress): LearnerProgress {
  const lesson = lessonOf(url);
  if (lesson === undefined) return { passes, place };
  const here = (key: LessonKey) => key.trackId === lesson.trackId && key.lessonId === lesson.lessonId;
  const matters = place !== undefined && here(place) && !STEP.test(url);
  return { passes: passes.filter(here), place: matters ? place : undefined };
}

/** Of a browser's cookies, those that say how a page looks, each as the page would read it. None says who it is. */
function cookiesOfLook(cookie = ""): string {
  const [theme] = cookieValues(cookie, THEME_COOKIE);
  const [split] = cookieValues(cookie, SPLIT_COOKIE);
  return `${THEME_COOKIE}=${readTheme(theme)}; ${SPLIT_COOKIE}=${readSplit(split)}`;
}

/**
 * A browser's request as Next gets it: what the learner has done in the place of who they are. No progress: it could
 * not be read.
 */
export function withoutLearner(
  { url, headers }: PageRequest,
  progress: LearnerProgress | undefined,
): PageRequest {
  const { [PROGRESS_HEADER]: _, ...rest } = headers;
  return {
    url,
    headers: {
      ...rest,
      cookie: cookiesOfLook(headers.cookie),
      ...(progress && { [PROGRESS_HEADER]: writeProgress(progressFor(url, progress)) }),
    },
  };
}

/**
 * The request for a page that is kept: all that it can depend on, and nothing else. Who asks for the same gets the same.
 * `undefined`: what is asked for is not kept.
 */
export function requestToKeep(
  method: string | undefined,
  { url, headers }: PageRequest,
  progress: LearnerProgress,
): PageRequest | undefined {
  const isDocument = method === "GET" && (headers.accept ?? "").includes("text/html") && !("rsc" in headers);
  if (!isDocument || !KEPT.test(url)) return undefined;
  // Next draws for whoever says nothing of itself as for no browser.
  const always = { host: "pages", accept: "text/html", "user-agent": "pages" };
  return withoutLearner({ url, headers: { ...always, cookie: headers.cookie } }, progress);
}
