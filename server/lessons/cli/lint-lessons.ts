import path from "node:path";
import { allFaults } from "../all-faults.ts";
import { type Fault, faultLine } from "../course-error.ts";
import { loadCourse } from "../load-course.ts";
import type { Course } from "../schema.ts";
import { lessonOf } from "./find-in-course.ts";

export interface LintReport {
  /** One line each, `file:line  problem  -> fix`, and a last line that counts them. */
  readonly lines: readonly string[];
  readonly faults: number;
}

/** Looks at every lesson, or at one. */
export async function lintLessons(lessonsDir: string, id: string | undefined): Promise<LintReport> {
  const course = await loadCourse(lessonsDir);
  const shown = path.relative(process.cwd(), lessonsDir) || ".";
  const faults = id === undefined ? allFaults(course) : faultsOf(course, id);
  const warnings = course.warnings.filter(({ file }) => id === undefined || belongsTo(file, id));
  const lessons = course.tracks.reduce((sum, track) => sum + track.lessons.length + track.faulty.length, 0);
  const whole = id === undefined ? counted(lessons, "lesson") : id;
  return {
    lines: [
      ...faults.map((fault) => faultLine(fault, shown)),
      ...warnings.map((warning) => `${faultLine(warning, shown)} (a warning)`),
      `${whole}: ${counted(faults.length, "fault")}, ${counted(warnings.length, "warning")}`,
    ],
    faults: faults.length,
  };
}

function faultsOf(course: Course, id: string): readonly Fault[] {
  const lesson = lessonOf(course, id);
  return "faults" in lesson ? lesson.faults : [];
}

function belongsTo(file: string, id: string): boolean {
  return file.split("/").some((part) => part.replace(/^[0-9]+-/, "") === id);
}

function counted(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count === 0 ? "no" : count} ${word}s`;
}
