import type { Course, Lesson, Track } from "../../server/lessons/schema.ts";
import { serverModule } from "./server-module.ts";

type LoadCourse = typeof import("../../server/lessons/load-course.ts");

async function loadCourse(): Promise<Course> {
  const module = (await serverModule("lessons/load-course.ts")) as LoadCourse;
  return module.loadCourse(process.env.SLIPWAY_LESSONS);
}

let kept: Promise<Course> | undefined;

/** The course; read once, but on every request while developing, so that a saved lesson shows at once. */
export function readCourse(): Promise<Course> {
  if (process.env.NODE_ENV === "development") return loadCourse();
  kept ??= loadCourse().catch((error: unknown) => {
    kept = undefined;
    throw error;
  });
  return kept;
}

export interface FoundLesson {
  readonly track: Track;
  readonly lesson: Lesson;
  readonly next: Lesson | undefined;
}

/** A lesson by the words of its address. */
export function findLesson(course: Course, trackId: string, lessonId: string): FoundLesson | undefined {
  const track = course.tracks.find((one) => one.id === trackId);
  const index = track?.lessons.findIndex((one) => one.id === lessonId) ?? -1;
  const lesson = track?.lessons[index];
  if (!track || !lesson) return undefined;
  return { track, lesson, next: track.lessons[index + 1] };
}
