import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { LessonId } from "../../protocol/ids.ts";
import { loadCourse } from "../load-course.ts";
import { trackOf } from "./find-in-course.ts";
import { UsageError } from "./usage-error.ts";

export interface NewLesson {
  readonly id: string;
  /** Its place in the track; the next free one unless given. */
  readonly number?: number | undefined;
  /** The first track unless given. */
  readonly track?: string | undefined;
}

const TEMPLATE = path.join(import.meta.dirname, "../../../lessons/template");

/** Makes a lesson's folder, which lints and passes its test as it is. Gives its path. */
export async function newLesson(lessonsDir: string, asked: NewLesson): Promise<string> {
  if (!LessonId.safeParse(asked.id).success) {
    throw new UsageError(
      `"${asked.id}" is no id: write lower-case words joined by hyphens, like first-steps.`,
    );
  }
  const course = await loadCourse(lessonsDir);
  const track = trackOf(course, asked.track);
  const others = [...track.lessons, ...track.faulty];
  const same = others.find(({ id }) => id === asked.id);
  if (same !== undefined)
    throw new UsageError(`There is a lesson "${asked.id}" already, number ${same.number}.`);
  const number = asked.number ?? Math.max(0, ...others.map((lesson) => lesson.number)) + 1;
  const holder = others.find((lesson) => lesson.number === number);
  if (holder !== undefined) throw new UsageError(`Number ${number} is taken by "${holder.id}".`);

  const folder = path.join(
    await trackFolder(lessonsDir, track.id),
    `${String(number).padStart(2, "0")}-${asked.id}`,
  );
  await cp(TEMPLATE, folder, { recursive: true, errorOnExist: true, force: false });
  const file = path.join(folder, "lesson.md");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/^title: .*$/m, `title: ${titleFor(asked.id)}`));
  return folder;
}

async function trackFolder(lessonsDir: string, trackId: string): Promise<string> {
  const entries = await readdir(lessonsDir);
  const name = entries.find((entry) => entry.replace(/^[0-9]+-/, "") === trackId && entry !== trackId);
  if (name === undefined) throw new Error(`invariant: track ${trackId} has a folder`);
  return path.join(lessonsDir, name);
}

/** `first-steps` -> `First steps` */
function titleFor(id: string): string {
  const words = id.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
