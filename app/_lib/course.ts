import { cache } from "react";
import { keepOpened } from "../../server/keep-opened.ts";
import type { LessonsRead } from "../../server/lessons/load-course.ts";
import type { Course, FaultyLesson, Lesson, Track } from "../../server/lessons/schema.ts";
import { serverModule } from "./server-module.ts";

type LoadCourse = typeof import("../../server/lessons/load-course.ts");

/** What was read of each lesson, so that only those are read again that have changed. */
const lessonsRead: LessonsRead = new Map();

async function loadCourse(): Promise<Course> {
  const module = (await serverModule("lessons/load-course.ts")) as LoadCourse;
  return module.loadCourse(process.env.SLIPWAY_LESSONS, lessonsRead);
}

/** Whether lessons are being written: they are read afresh, and a fault is shown with its file and line. */
export function isDevelopment(): boolean {
  return process.env.SLIPWAY_DEV === "1";
}

const keptCourse = keepOpened(loadCourse);

/** The course; read once, but on every request while lessons are written, so that a saved one shows at once. */
export const readCourse = cache((): Promise<Course> => (isDevelopment() ? loadCourse() : keptCourse()));

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

export interface FoundFaulty {
  readonly track: Track;
  readonly faulty: FaultyLesson;
}

/** A lesson with faults by the words of its address. */
export function findFaulty(course: Course, trackId: string, lessonId: string): FoundFaulty | undefined {
  const track = course.tracks.find((one) => one.id === trackId);
  const faulty = track?.faulty.find((one) => one.id === lessonId);
  return track && faulty && { track, faulty };
}
