import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { TrackId } from "../protocol/ids.ts";
import { CourseError, type Fault, type Report } from "./course-error.ts";
import { type NumberedFolder, numberedFolders } from "./numbered-folders.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { type LessonPlace, readLesson } from "./read-lesson.ts";
import { readYaml } from "./read-yaml.ts";
import { type Course, type Lesson, type Track, TrackFile } from "./schema.ts";

/**
 * Reads all tracks and lessons beneath `dir` (default: the folder `lessons` of where the process runs).
 * Rejects with one CourseError that lists every fault of every file.
 */
export async function loadCourse(dir = "lessons"): Promise<Course> {
  const lessonsDir = path.resolve(dir);
  const faults: Fault[] = [];
  const report: Report = (file, field, problem) => faults.push({ file, field, problem });

  const exists = await readdir(lessonsDir).then(
    () => true,
    () => false,
  );
  if (!exists) throw new CourseError([{ file: dir, problem: "this folder of lessons is missing" }]);

  const catalogue = await readCatalogue(lessonsDir, report);
  const tracks: Track[] = [];
  for (const folder of await numberedFolders(lessonsDir, "", report)) {
    const track = await readTrack(folder, { lessonsDir, catalogue, report });
    if (track !== undefined) tracks.push(track);
  }
  if (tracks.length === 0 && faults.length === 0)
    report(dir, undefined, "holds no track; a track is NN-name");
  if (faults.length > 0) throw new CourseError(faults);
  return { tracks };
}

async function readTrack(
  numbered: NumberedFolder,
  place: Omit<LessonPlace, "trackId">,
): Promise<Track | undefined> {
  const { folder } = numbered;
  const { lessonsDir, report } = place;
  const shown = path.relative(lessonsDir, folder);
  const id = TrackId.safeParse(numbered.id);
  if (!id.success) {
    report(shown, undefined, "the folder's name is NN- and lower-case words joined by hyphens");
    return undefined;
  }

  const file = path.join(shown, "track.yaml");
  const text = await readFile(path.join(folder, "track.yaml"), "utf8").catch(() => undefined);
  if (text === undefined) report(file, undefined, "is missing");
  const head = text === undefined ? undefined : readYaml(text, TrackFile, file, report);

  const lessons: Lesson[] = [];
  const lessonFolders = await numberedFolders(folder, shown, report);
  for (const each of lessonFolders) {
    const lesson = await readLesson(each, { ...place, trackId: id.data });
    if (lesson !== undefined) lessons.push(lesson);
  }
  if (lessonFolders.length === 0) report(shown, undefined, "holds no lesson; a lesson is NN-name");
  return head && { ...head, id: id.data, lessons };
}
