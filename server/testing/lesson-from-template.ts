import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { newLesson } from "../lessons/cli/new-lesson.ts";
import { loadCourse } from "../lessons/load-course.ts";
import type { Lesson } from "../lessons/schema.ts";

/** A course of one lesson, which is as `npm run lesson -- new` makes it. */
export async function lessonFromTemplate(): Promise<{
  lesson: Lesson;
  dir: string;
  remove(): Promise<void>;
}> {
  const dir = await mkdtemp(path.join(tmpdir(), "course-"));
  await mkdir(path.join(dir, "01-basics"));
  await writeFile(path.join(dir, "01-basics/track.yaml"), "title: Basics\naim: You know the basics.\n");
  await symlink(path.resolve("lessons/images"), path.join(dir, "images"));
  await newLesson(dir, { id: "first-steps" });
  const lesson = (await loadCourse(dir)).tracks[0]?.lessons[0];
  if (lesson === undefined) throw new Error("the template of a lesson has a fault");
  return { lesson, dir, remove: () => rm(dir, { recursive: true }) };
}
