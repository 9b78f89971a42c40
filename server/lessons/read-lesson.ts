import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { LessonId, TaskId, TrackId } from "../protocol/ids.ts";
import { LessonId as LessonIdSchema } from "../protocol/ids.ts";
import type { Report } from "./course-error.ts";
import { normaliseImageName } from "./image-name.ts";
import { lintLesson } from "./lint-lesson.ts";
import { lintPicture } from "./lint-picture.ts";
import type { NumberedFolder } from "./numbered-folders.ts";
import { readYaml } from "./read-yaml.ts";
import { type Lesson, LessonFrontMatter, TasksFile } from "./schema.ts";
import { type LessonParts, splitLesson } from "./split-lesson.ts";

const KNOWN_ENTRIES = ["lesson.md", "tasks.yaml", "pictures", "files"];

/** What a lesson's faults are reported against, and where its files lie. */
export interface LessonPlace {
  readonly lessonsDir: string;
  readonly trackId: TrackId;
  /** Normalised names of the catalogue; `undefined` = there is none to compare with. */
  readonly catalogue: ReadonlySet<string> | undefined;
  readonly report: Report;
}

/** One lesson's folder -> Lesson, or `undefined` with every fault reported. */
export async function readLesson(numbered: NumberedFolder, place: LessonPlace): Promise<Lesson | undefined> {
  const { folder } = numbered;
  let faults = 0;
  const report: Report = (...fault) => {
    faults += 1;
    place.report(...fault);
  };
  const at = (name: string) => path.relative(place.lessonsDir, path.join(folder, name));

  const id = LessonIdSchema.safeParse(numbered.id);
  if (!id.success)
    report(at(""), undefined, "the folder's name is NN- and lower-case words joined by hyphens");
  for (const entry of await readdir(folder)) {
    if (!KNOWN_ENTRIES.includes(entry) && !entry.startsWith(".")) {
      report(at(entry), undefined, `is not part of a lesson; known are ${KNOWN_ENTRIES.join(", ")}`);
    }
  }

  const text = await readText(path.join(folder, "lesson.md"), at("lesson.md"), report);
  const parts = text === undefined ? undefined : splitLesson(text);
  const matter = parts && readFrontMatter(parts, at("lesson.md"), place, report);
  const tasksText = await readText(path.join(folder, "tasks.yaml"), at("tasks.yaml"), report);
  const tasks =
    tasksText === undefined ? undefined : readYaml(tasksText, TasksFile, at("tasks.yaml"), report)?.tasks;
  const pictures = await readPictures(folder, at, report);
  const files = await readTree(path.join(folder, "files"), at("files"), report);

  if (parts !== undefined) {
    lintLesson({ parts, tasks, pictures, lessonFile: at("lesson.md"), tasksFile: at("tasks.yaml") }, report);
  }
  if (faults > 0 || !parts || !matter || !tasks) return undefined;
  return {
    ...matter,
    id: numbered.id as LessonId,
    trackId: place.trackId,
    number: numbered.number,
    steps: parts.steps.map(({ title, markdown, taskIds }) => ({
      title,
      markdown,
      taskIds: taskIds as readonly string[] as readonly TaskId[],
    })),
    tasks,
    pictures,
    files,
  };
}

function readFrontMatter(parts: LessonParts, file: string, place: LessonPlace, report: Report) {
  if (parts.frontMatter === undefined) {
    report(file, "front matter", "the file begins with --- and its title, aim, minutes, images and deeper");
    return undefined;
  }
  const matter = readYaml(parts.frontMatter, LessonFrontMatter, file, report);
  for (const [index, image] of (matter?.images ?? []).entries()) {
    if (place.catalogue && !place.catalogue.has(normaliseImageName(image))) {
      report(file, `images.${index}`, `"${image}" is not in the catalogue, lessons/images`);
    }
  }
  return matter;
}

async function readText(file: string, shown: string, report: Report): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) {
    report(shown, undefined, "is missing");
    return undefined;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    report(shown, undefined, "is not UTF-8 text");
    return undefined;
  }
}

async function readPictures(folder: string, at: (name: string) => string, report: Report) {
  const pictures: Record<string, string> = {};
  const idOwner = new Map<string, string>();
  for (const [file, svg] of Object.entries(
    await readTree(path.join(folder, "pictures"), at("pictures"), report),
  )) {
    const shown = at(path.join("pictures", file));
    if (!/^[a-z0-9]+(-[a-z0-9]+)*\.svg$/.test(file)) {
      report(shown, undefined, "a picture is name.svg, lower-case words joined by hyphens");
      continue;
    }
    const { problems, ids } = lintPicture(svg);
    for (const problem of problems) report(shown, undefined, problem);
    for (const id of ids) {
      const owner = idOwner.get(id);
      if (owner !== undefined) report(shown, `id ${id}`, `is taken by ${owner}; ids are unique on a page`);
      idOwner.set(id, file);
    }
    pictures[file.replace(/\.svg$/, "")] = svg;
  }
  return pictures;
}

/** All files beneath `folder`: path relative to it -> text. No folder, no files. */
async function readTree(folder: string, shown: string, report: Report): Promise<Record<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files: Record<string, string> = {};
  for (const entry of entries.filter((each) => each.isFile())) {
    const absolute = path.join(entry.parentPath, entry.name);
    const relative = path.relative(folder, absolute);
    const text = await readText(absolute, path.join(shown, relative), report);
    if (text !== undefined) files[relative] = text;
  }
  return files;
}
