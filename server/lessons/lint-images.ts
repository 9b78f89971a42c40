import type { Code } from "mdast";
import { visit } from "unist-util-visit";
import type { Report } from "./course-error.ts";
import { normaliseImageName, splitImageName } from "./image-name.ts";
import { type ImageUse, imagesOfFile, imagesOfScript } from "./image-use.ts";
import type { LessonSource } from "./read-lesson.ts";

interface Place {
  readonly file: string;
  readonly line: number;
}

/**
 * Reports images that the catalogue does not hold: those of the front matter, and those that commands, Dockerfiles and
 * compose files name. What the lesson builds or tags itself, and registries of its own, are left alone.
 */
export function lintImages(lesson: LessonSource, catalogue: ReadonlySet<string>, report: Report): void {
  const uses = usesIn(lesson);
  const own = new Set(uses.flatMap(({ made }) => made.map(normaliseImageName)));
  const absent = new Set((lesson.matter?.value?.absentImages ?? []).map(normaliseImageName));
  for (const { used, at } of uses) {
    for (const { name, line } of used) {
      const image = normaliseImageName(name);
      if (catalogue.has(image) || own.has(image) || absent.has(image)) continue;
      if (/^localhost(:|$)/.test(splitImageName(name).registry)) continue;
      report({
        ...at(line),
        problem: `image "${name}" is not in the catalogue`,
        fix: "use one of lessons/images, or name it in absentImages when the command is to fail",
      });
    }
  }
  lintFrontMatter(lesson, catalogue, report);
}

function lintFrontMatter(lesson: LessonSource, catalogue: ReadonlySet<string>, report: Report): void {
  const { matter, lessonFile: file } = lesson;
  const words = [lesson.parts.body, lesson.tasksText, ...Object.values(lesson.files)].join("\n");
  for (const key of ["images", "absentImages"] as const) {
    for (const [index, image] of (matter?.value?.[key] ?? []).entries()) {
      const place = { file, line: matter?.lineOf([key, index]), field: `${key}.${index}` };
      if (catalogue.has(normaliseImageName(image)) !== (key === "images")) {
        report(
          key === "images"
            ? { ...place, problem: `"${image}" is not in the catalogue`, fix: "use one of lessons/images" }
            : { ...place, problem: `"${image}" is in the catalogue`, fix: "take it out of absentImages" },
        );
      }
      if (!names(words, image)) {
        report({
          ...place,
          problem: `"${image}" is used nowhere in the lesson`,
          fix: `take it out of ${key}`,
        });
      }
    }
  }
}

/** Whether a text names an image; `nginx` is not named by `nginx:alpine` or `my-nginx`. */
function names(text: string, image: string): boolean {
  const short = image.replace(/:latest$/, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const tag = image.includes(":") && !image.endsWith(":latest") ? "" : "(?::latest)?";
  return new RegExp(`(?<![\\w./:-])(?:docker\\.io/)?(?:library/)?${short}${tag}(?![\\w-]|[.:/]\\w)`).test(
    text,
  );
}

type PlacedUse = ImageUse & { readonly at: (line: number) => Place };

function usesIn(lesson: LessonSource): PlacedUse[] {
  return [...usesInFences(lesson), ...usesInTasks(lesson), ...usesInFiles(lesson)];
}

function usesInFences({ parts, lessonFile: file }: LessonSource): PlacedUse[] {
  const uses: PlacedUse[] = [];
  visit(parts.tree, "code", (node: Code) => {
    if (node.lang === "output") return;
    const first = (node.position?.start.line ?? 0) + 1;
    const read = node.lang === "bash" || node.lang === "sh" ? imagesOfScript : imagesOfFile;
    uses.push({ ...read(node.value), at: (line) => ({ file, line: first + line }) });
  });
  return uses;
}

function usesInTasks({ tasks, tasksFile: file, taskLine }: LessonSource): PlacedUse[] {
  return (tasks ?? []).flatMap((task, index) => {
    const scripts: [(string | number)[], string][] = [
      [["solution"], task.solution],
      ...task.mistakes.map(({ run }, i): [(string | number)[], string] => [["mistakes", i, "run"], run]),
    ];
    return scripts.map(([path, script]): PlacedUse => {
      const key = taskLine(["tasks", index, ...path]);
      // A script of several lines begins below its key.
      return {
        ...imagesOfScript(script),
        at: (line) => ({ file, line: key + (script.includes("\n") ? line + 1 : 0) }),
      };
    });
  });
}

function usesInFiles({ files, lessonFile }: LessonSource): PlacedUse[] {
  return Object.entries(files).map(([name, text]) => ({
    ...imagesOfFile(text),
    at: (line) => ({ file: lessonFile.replace(/lesson\.md$/, `files/${name}`), line: line + 1 }),
  }));
}
