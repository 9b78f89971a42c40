import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { TrackId } from "../protocol/ids.ts";
import { CourseError, type Fault, type Report } from "./course-error.ts";
import { lintLinks } from "./lint-links.ts";
import { lintNumbers, type NumberedFolder, numberedFolders } from "./numbered-folders.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { type LessonDraft, type LessonPlace, readLesson } from "./read-lesson.ts";
import { readYaml } from "./read-yaml.ts";
import { type Course, type FaultyLesson, type Track, TrackFile } from "./schema.ts";

/** A track is an afternoon, with pauses: its lessons' minutes together. */
const TRACK_MINUTES = { min: 180, max: 240 };

interface TrackDraft extends Pick<Track, "id" | "title" | "aim"> {
  readonly drafts: readonly LessonDraft[];
}

/**
 * Reads all tracks and lessons beneath `dir` (default: the folder `lessons` of where the
 * process runs). A lesson with a fault is set apart, and the others are as they would be without it. Rejects with
 * a CourseError only where there is no course at all.
 */
export async function loadCourse(dir = "lessons"): Promise<Course> {
  const lessonsDir = path.resolve(dir);
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const report: Report = (fault) => faults.push(fault);

  const exists = await readdir(lessonsDir).then(
    () => true,
    () => false,
  );
  if (!exists)
    throw new CourseError({ file: dir, problem: "is missing", fix: "make this folder of lessons" });
  const folders = await numberedFolders(lessonsDir);
  if (folders.length === 0) {
    throw new CourseError({
      file: dir,
      problem: "holds no track",
      fix: "make a folder NN-name with a track.yaml",
    });
  }

  const catalogue = await readCatalogue(lessonsDir, report);
  const tracks: TrackDraft[] = [];
  for (const [index, folder] of folders.entries()) {
    lintNumbers(folder, folders.slice(0, index), path.basename(folder.folder), report);
    const track = await readTrack(
      folder,
      { lessonsDir, catalogue, warn: (fault) => warnings.push(fault) },
      report,
    );
    if (track !== undefined) tracks.push(track);
  }
  const drafts = tracks.flatMap((track) => track.drafts);
  for (const draft of drafts) lintLinks(draft, drafts);
  for (const track of tracks) lintMinutes(track, (fault) => warnings.push(fault));
  return { tracks: tracks.map(finished), faults, warnings };
}

function finished({ drafts, ...track }: TrackDraft): Track {
  return {
    ...track,
    lessons: drafts.flatMap(({ lesson, faults }) => (lesson && faults.length === 0 ? [lesson] : [])),
    faulty: drafts.filter(({ faults }) => faults.length > 0).map(faultyLesson),
  };
}

function faultyLesson({ id, trackId, number, title, faults }: LessonDraft): FaultyLesson {
  return { id, trackId, number, title: title ?? id, faults };
}

async function readTrack(
  numbered: NumberedFolder,
  place: Omit<LessonPlace, "trackId">,
  report: Report,
): Promise<TrackDraft | undefined> {
  const { folder } = numbered;
  const shown = path.relative(place.lessonsDir, folder);
  const id = TrackId.safeParse(numbered.id);
  if (!id.success) {
    report({
      file: shown,
      problem: "is no name for a track",
      fix: "name the folder NN- and lower-case words joined by hyphens",
    });
    return undefined;
  }

  const file = path.join(shown, "track.yaml");
  const text = await readFile(path.join(folder, "track.yaml"), "utf8").catch(() => undefined);
  if (text === undefined) report({ file, problem: "is missing", fix: "write it, with title and aim" });
  const head = text === undefined ? undefined : readYaml(text, TrackFile, { file }, report).value;

  const drafts: LessonDraft[] = [];
  const lessonFolders = await numberedFolders(folder);
  for (const [index, each] of lessonFolders.entries()) {
    const draft = await readLesson(each, { ...place, trackId: id.data });
    const name = path.join(shown, path.basename(each.folder));
    lintNumbers(each, lessonFolders.slice(0, index), name, (fault) => draft.faults.push(fault));
    drafts.push(draft);
  }
  if (drafts.length === 0) {
    report({ file: shown, problem: "holds no lesson", fix: "make one: npm run lesson -- new a-name" });
  }
  return { title: numbered.id, aim: "", ...head, id: id.data, drafts };
}

function lintMinutes({ id, drafts }: TrackDraft, warn: Report): void {
  const total = drafts.reduce((sum, { lesson }) => sum + (lesson?.minutes ?? 0), 0);
  if (total >= TRACK_MINUTES.min && total <= TRACK_MINUTES.max) return;
  warn({
    file: drafts[0] === undefined ? id : path.join(path.dirname(path.dirname(drafts[0].file)), "track.yaml"),
    line: 1,
    problem: `its lessons take ${total} minutes together`,
    fix: `let them take ${TRACK_MINUTES.min} to ${TRACK_MINUTES.max}`,
  });
}
