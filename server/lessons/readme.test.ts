import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { courseFolder } from "../testing/write-course.ts";
import { allFaults } from "./all-faults.ts";
import { loadCourse } from "./load-course.ts";
import { ASIDE_KINDS } from "./render-markdown.ts";
import { CheckSpec, LessonFrontMatter, Mistake, Task } from "./schema.ts";

const readme = await readFile("lessons/README.md", "utf8");

/** Cells of the table's row for a kind of check. */
function rowOf(kind: string): string {
  return readme.split("\n").find((line) => line.startsWith(`| \`${kind}\` |`)) ?? "";
}

/** The whole lesson that the manual shows: file -> text. */
function shownLesson(): Record<string, string> {
  const fences = readme.matchAll(/^````\w+ name=(\S+)\n([\s\S]*?)^````$/gm);
  return Object.fromEntries([...fences].map(([, name = "", text = ""]) => [name, text]));
}

describe("the lesson that the manual shows", () => {
  it("is what `new` makes, word for word", async () => {
    const files = ["lesson.md", "pictures/before-the-image.svg", "tasks.yaml"];
    expect(Object.keys(shownLesson()).toSorted()).toEqual(files);
    for (const name of files) {
      expect(shownLesson()[name]).toBe(await readFile(`lessons/template/${name}`, "utf8"));
    }
  });

  it("has no fault", async () => {
    const course = await courseFolder();
    const folder = "01-basics/02-shown";
    const files = Object.entries(shownLesson()).map(([name, text]) => [`${folder}/${name}`, text]);
    await course.write(Object.fromEntries(files));
    const loaded = await loadCourse(course.dir);
    await course.remove();
    expect(allFaults(loaded)).toEqual([]);
    expect(loaded.tracks[0]?.lessons.map(({ id }) => id)).toEqual(["first", "shown"]);
  });
});

describe("the manual for lessons", () => {
  it.each(CheckSpec.options.map((option) => [option.shape.kind.value, Object.keys(option.shape)] as const))(
    "names check kind %s with all its options",
    (kind, options) => {
      const own = options.filter((name) => !["kind", "expected", "next"].includes(name));
      for (const name of own) expect(rowOf(kind)).toContain(`\`${name}\``);
    },
  );

  it("names every field of lesson.md and tasks.yaml, and every box", () => {
    for (const field of Object.keys(LessonFrontMatter.shape)) expect(readme).toContain(`\`${field}\``);
    for (const field of [...Object.keys(Task.shape), ...Object.keys(Mistake.shape)])
      expect(readme).toContain(field);
    for (const kind of ASIDE_KINDS) expect(readme).toContain(`:::${kind}`);
  });
});
