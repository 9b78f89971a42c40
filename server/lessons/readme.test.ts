import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { ASIDE_KINDS } from "./render-markdown.ts";
import { CheckSpec, LessonFrontMatter, Mistake, Task } from "./schema.ts";

const readme = await readFile("lessons/README.md", "utf8");

/** Cells of the table's row for a kind of check. */
function rowOf(kind: string): string {
  return readme.split("\n").find((line) => line.startsWith(`| \`${kind}\` |`)) ?? "";
}

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
