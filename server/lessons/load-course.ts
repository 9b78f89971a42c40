import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { TrackId } from "../protocol/ids.ts";
import { CourseError, type Fault, type Report } from "./course-error.ts";
import { folderState } from "./folder-state.ts";
import { deadLinks } from "./lint-links.ts";
import { lintNumbers, type NumberedFolder, numberedFolders } from "./numbered-folders.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { type LessonDraft, type LessonPlace, readLesson } from "./read-lesson.ts";
import { readYaml } from "./read-yaml.ts";
import { type Course, type FaultyLesson, type Track, TrackFile } from "./schema.ts";

/** A track is an afternoon, with pauses: its lessons' minutes together. */
const TRACK_MINUTES = { min: 180, max: 240 };

interface TrackDraft {
  readonly head: Omit<Track, "lessons" | "faulty">;
  /** `track.yaml`, relative to the lessons folder. */
  readonly file: string;
  readonly lessons: readonly PlacedDraft[];
}

interface PlacedDraft {
  readonly draft: LessonDraft;
  /** What is wrong with its place among the others. */
  readonly faults: readonly Fault[];
}

/** Lessons as they were read last, by folder, and the state of their files then. */
export type LessonsRead = Map<string, { readonly state: string; readonly draft: LessonDraft }>;

/**
 * Reads all tracks and lessons beneath `dir` (default: the folder `lessons` of where the process runs). A lesson with
 * a fault is set apart, and the others are as they would be without it. Rejects with a CourseError only where there is
 * no course at all. `read`: kept by who reads a course again and again; lessons that have not changed are taken from it.
 */
export async function loadCourse(dir = "lessons", read: LessonsRead = new Map()): Promise<Course> {
  const lessonsDir = path.resolve(dir);
  const faults: Fault[] = [];
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
  const drafts: TrackDraft[] = [];
  for (const [index, folder] of folders.entries()) {
    lintNumbers(folder, folders.slice(0, index), path.basename(folder.folder), report);
    const track = await readTrack(folder, { lessonsDir, catalogue }, read, report);
    if (track !== undefined) drafts.push(track);
  }
  const all = drafts.flatMap(({ lessons }) => lessons.map(({ draft }) => draft));
  const tracks = drafts.map((track) => finished(track, all));
  const warnings = [...all.flatMap((draft) => draft.warnings), ...drafts.flatMap(minutesWarnings)];
  return { tracks, faults, warnings };
}

function finished({ head, lessons }: TrackDraft, all: readonly LessonDraft[]): Track {
  const judged = lessons.map(({ draft, faults }) => ({
    draft,
    faults: [...draft.faults, ...faults, ...deadLinks(draft, all)],
  }));
  return {
    ...head,
    lessons: judged.flatMap(({ draft, faults }) =>
      draft.lesson && faults.length === 0 ? [draft.lesson] : [],
    ),
    faulty: judged.flatMap(({ draft, faults }) => (faults.length > 0 ? [faultyLesson(draft, faults)] : [])),
  };
}

function faultyLesson({ id, trackId, number, title }: LessonDraft, faults: readonly Fault[]): FaultyLesson {
  return { id, trackId, number, title: title ?? id, faults };
}

async function readTrack(
  numbered: NumberedFolder,
  place: Omit<LessonPlace, "trackId">,
  read: LessonsRead,
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

  const lessons: PlacedDraft[] = [];
  const lessonFolders = await numberedFolders(folder);
  for (const [index, each] of lessonFolders.entries()) {
    const draft = await readOnce(each, { ...place, trackId: id.data }, read);
    const faults: Fault[] = [];
    const name = path.join(shown, path.basename(each.folder));
    lintNumbers(each, lessonFolders.slice(0, index), name, (fault) => faults.push(fault));
    lessons.push({ draft, faults });
  }
  if (lessons.length === 0) {
    report({ file: shown, problem: "holds no lesson", fix: "make one: npm run lesson -- new a-name" });
  }
  return { head: { title: numbered.id, aim: "", ...head, id: id.data }, file, lessons };
}

/** The lesson, read only if something of it, or the catalogue, has changed since. */
async function readOnce(
  numbered: NumberedFolder,
  place: LessonPlace,
  read: LessonsRead,
): Promise<LessonDraft> {
  const { folder } = numbered;
  const state = `${await folderState(folder)}\n${[...(place.catalogue ?? [])].join(" ")}`;
  const before = read.get(folder);
  if (before?.state === state) return before.draft;
  const draft = await readLesson(numbered, place);
  read.set(folder, { state, draft });
  return draft;
}

function minutesWarnings({ file, lessons }: TrackDraft): Fault[] {
  const total = lessons.reduce((sum, { draft }) => sum + (draft.lesson?.minutes ?? 0), 0);
  if (total >= TRACK_MINUTES.min && total <= TRACK_MINUTES.max) return [];
  return [
    {
      file,
      line: 1,
      problem: `its lessons take ${total} minutes together`,
      fix: `let them take ${TRACK_MINUTES.min} to ${TRACK_MINUTES.max}`,
    },
  ];
}
