import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { type LessonId, LessonId as LessonIdSchema, type TaskId, type TrackId } from "../protocol/ids.ts";
import type { Fault, Report } from "./course-error.ts";
import { lintFetchAhead } from "./lint-fetch-ahead.ts";
import { lintImages } from "./lint-images.ts";
import { lintLesson } from "./lint-lesson.ts";
import type { LinkUse } from "./lint-links.ts";
import { lintPicture } from "./lint-picture.ts";
import { lintTasks } from "./lint-tasks.ts";
import type { NumberedFolder } from "./numbered-folders.ts";
import { type FieldPath, type ReadYaml, readYaml } from "./read-yaml.ts";
import { type Lesson, LessonFrontMatter, type Task, TasksFile } from "./schema.ts";
import { type LessonParts, splitLesson } from "./split-lesson.ts";

const KNOWN_ENTRIES = ["lesson.md", "tasks.yaml", "pictures", "files"];

/** What a lesson is compared with, and where its files lie. */
export interface LessonPlace {
  readonly lessonsDir: string;
  readonly trackId: TrackId;
  /** Normalised names of the catalogue; `undefined` = there is none to compare with. */
  readonly catalogue: ReadonlySet<string> | undefined;
}

/** A lesson as far as it could be read. */
export interface LessonDraft {
  readonly id: string;
  readonly trackId: TrackId;
  readonly number: number;
  readonly title: string | undefined;
  /** `lesson.md`, relative to the lessons folder. */
  readonly file: string;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  /** `undefined`: too faulty to be put together. With faults it may be here all the same. */
  readonly lesson: Lesson | undefined;
  /** Links into the course, which only the whole course can judge. */
  readonly links: readonly LinkUse[];
  readonly steps: readonly { readonly taskIds: readonly string[] }[];
}

/** What the linters see of a lesson. */
export interface LessonSource {
  readonly lessonFile: string;
  readonly parts: LessonParts;
  readonly matter: ReadYaml<z.infer<typeof LessonFrontMatter>> | undefined;
  readonly tasksFile: string;
  readonly tasksText: string;
  /** `undefined`: `tasks.yaml` could not be read. */
  readonly tasks: readonly Task[] | undefined;
  readonly taskLine: (path: FieldPath) => number;
  readonly pictures: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

/** One lesson's folder -> what can be made of it, with every fault. */
export async function readLesson(numbered: NumberedFolder, place: LessonPlace): Promise<LessonDraft> {
  const { folder, id, number } = numbered;
  const { trackId } = place;
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const report: Report = (fault) => faults.push(fault);
  const at = (name: string) => path.relative(place.lessonsDir, path.join(folder, name));
  const lessonFile = at("lesson.md");
  const tasksFile = at("tasks.yaml");

  await lintFolder(numbered, at, report);
  const pictures = await readPictures(folder, at, report);
  const files = await readTree(path.join(folder, "files"), at("files"), report);
  const text = await readText(path.join(folder, "lesson.md"), lessonFile, report);
  const tasksText = await readText(path.join(folder, "tasks.yaml"), tasksFile, report);
  const tasksYaml =
    tasksText === undefined ? undefined : readYaml(tasksText, TasksFile, { file: tasksFile }, report);
  const tasks = tasksYaml?.value?.tasks;
  const known = { id, trackId, number, file: lessonFile, faults, warnings };
  if (text === undefined) return { ...known, title: undefined, lesson: undefined, links: [], steps: [] };

  const parts = splitLesson(text);
  const matter = readFrontMatter(parts, lessonFile, report);
  const source: LessonSource = {
    lessonFile,
    parts,
    matter,
    tasksFile,
    tasksText: tasksText ?? "",
    tasks,
    taskLine: (field) => tasksYaml?.lineOf(field) ?? 1,
    pictures,
    files,
  };
  const links = lintLesson(source, report, (fault) => warnings.push(fault));
  lintTasks(source, report, links);
  lintFetchAhead(source, report);
  if (place.catalogue !== undefined) lintImages(source, place.catalogue, report);

  const head = matter?.value;
  return {
    ...known,
    title: titleIn(matter?.raw),
    links,
    steps: parts.steps,
    lesson: head &&
      tasks && {
        ...head,
        id: id as LessonId,
        trackId,
        number,
        steps: parts.steps.map(({ title, markdown, taskIds }) => ({
          title,
          markdown,
          taskIds: taskIds as readonly string[] as readonly TaskId[],
        })),
        tasks,
        pictures,
        files,
      },
  };
}

async function lintFolder({ id, folder }: NumberedFolder, at: (name: string) => string, report: Report) {
  if (!LessonIdSchema.safeParse(id).success) {
    report({
      file: at(""),
      problem: "is no name for a lesson",
      fix: "name the folder NN- and lower-case words joined by hyphens",
    });
  }
  for (const entry of await readdir(folder)) {
    if (KNOWN_ENTRIES.includes(entry) || entry.startsWith(".")) continue;
    report({
      file: at(entry),
      problem: "is not part of a lesson",
      fix: `keep only ${KNOWN_ENTRIES.join(", ")}`,
    });
  }
}

function readFrontMatter(parts: LessonParts, file: string, report: Report) {
  if (parts.frontMatter !== undefined) {
    return readYaml(parts.frontMatter, LessonFrontMatter, { file, linesBefore: 1 }, report);
  }
  report({
    file,
    line: 1,
    problem: "has no front matter",
    fix: "begin with ---, then title, aim, minutes, images and deeper, then --- again",
  });
  return undefined;
}

function titleIn(matter: unknown): string | undefined {
  const title = typeof matter === "object" && matter !== null && "title" in matter ? matter.title : undefined;
  return typeof title === "string" && title.trim() !== "" ? title : undefined;
}

async function readText(file: string, shown: string, report: Report): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) {
    report({ file: shown, problem: "is missing", fix: "write it; `npm run lesson -- new` shows how" });
    return undefined;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    report({ file: shown, problem: "is not UTF-8 text", fix: "save it as UTF-8, or leave it out" });
    return undefined;
  }
}

async function readPictures(folder: string, at: (name: string) => string, report: Report) {
  const pictures: Record<string, string> = {};
  const idOwner = new Map<string, string>();
  const tree = await readTree(path.join(folder, "pictures"), at("pictures"), report);
  for (const [file, svg] of Object.entries(tree)) {
    const shown = at(path.join("pictures", file));
    if (!/^[a-z0-9]+(-[a-z0-9]+)*\.svg$/.test(file)) {
      report({
        file: shown,
        problem: "is no name for a picture",
        fix: "name it NAME.svg, lower-case words joined by hyphens",
      });
      continue;
    }
    const { problems, ids } = lintPicture(svg);
    for (const problem of problems) {
      report({
        file: shown,
        problem,
        fix: "keep to shapes and text; lessons/README.md says what is allowed",
      });
    }
    for (const id of ids) {
      const owner = idOwner.get(id);
      if (owner !== undefined) {
        report({
          file: shown,
          line: svg.slice(0, svg.lastIndexOf(`"${id}"`)).split("\n").length,
          problem: `id "${id}" is taken by ${owner}`,
          fix: "give it another: ids are unique on a page",
        });
      }
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
