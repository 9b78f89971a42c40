import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findLesson, nextLesson, previousLesson, taskOf } from "./course.ts";
import { CourseError } from "./course-error.ts";
import { loadCourse } from "./load-course.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "course-"));
});
afterEach(() => rm(dir, { recursive: true }));

const LESSON = `---
title: Your first container
aim: You can start a container.
minutes: 5
images: [hello-world]
deeper: [{ title: Reference, url: "https://docs.docker.com/" }]
---

## Start \`one\`

Start it:

\`\`\`bash run
docker run hello-world
\`\`\`

::task{#ran-it}

## Look back

::picture{name="layers" alt="Two boxes share one layer"}

:::why[It matters]
Done.
:::
`;
const TASKS = `tasks:
  - id: ran-it
    title: Run \`hello-world\`
    check: { kind: container, image: hello-world, state: exited }
    hints: [Look at the block above, Type docker run hello-world]
    solution: docker run hello-world
    mistakes: [{ name: another image, run: docker run busybox, feedback: busybox }]
`;
const PICTURE = '<svg viewBox="0 0 10 10"><title>x</title><rect width="1" height="1"/></svg>';
const FIRST = "01-basics/01-first";

/** A small course without faults; `changes` replaces files, or removes them with `undefined`. */
async function writeCourse(changes: Record<string, string | undefined> = {}): Promise<void> {
  const files: Record<string, string | undefined> = {
    "01-basics/track.yaml": "title: Basics\naim: You know the basics.\n",
    [`${FIRST}/lesson.md`]: LESSON,
    [`${FIRST}/tasks.yaml`]: TASKS,
    [`${FIRST}/pictures/layers.svg`]: PICTURE,
    [`${FIRST}/files/site/index.html`]: "<h1>Hello</h1>\n",
    "images/hello-world/image.yaml": "name: hello-world:linux\ntags: [latest]\n",
    ...changes,
  };
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) continue;
    await mkdir(path.join(dir, path.dirname(name)), { recursive: true });
    await writeFile(path.join(dir, name), content);
  }
}

async function faultsWith(changes: Record<string, string | undefined>): Promise<string> {
  await writeCourse(changes);
  const error = await loadCourse(dir).catch((reason: unknown) => reason);
  return error instanceof CourseError ? error.message : `no CourseError but ${error}`;
}

describe("a course without faults", () => {
  it("becomes tracks, lessons, steps and tasks", async () => {
    await writeCourse();
    const course = await loadCourse(dir);
    expect(course.tracks).toHaveLength(1);
    const lesson = course.tracks[0]?.lessons[0];
    expect(lesson).toMatchObject({ id: "first", trackId: "basics", number: 1, minutes: 5 });
    expect(lesson?.steps.map(({ title, taskIds }) => ({ title, taskIds }))).toEqual([
      { title: "Start `one`", taskIds: ["ran-it"] },
      { title: "Look back", taskIds: [] },
    ]);
    expect(lesson?.steps[0]?.markdown).toMatch(/^Start it:[\s\S]*::task\{#ran-it\}$/);
    expect(lesson?.files).toEqual({ "site/index.html": "<h1>Hello</h1>\n" });
    expect(lesson?.pictures).toEqual({ layers: PICTURE });
  });

  it("answers questions about neighbours", async () => {
    const second = "02-more/01-second";
    await writeCourse({
      "02-more/track.yaml": "title: More\naim: You know more.\n",
      [`${second}/lesson.md`]: LESSON.replace(/::picture.*\n/, ""),
      [`${second}/tasks.yaml`]: TASKS,
    });
    const course = await loadCourse(dir);
    const first = findLesson(course, "basics", "first");
    if (first === undefined) throw new Error("the first lesson was not found");
    expect(findLesson(course, "more", "first")).toBeUndefined();
    expect(previousLesson(course, first)).toBeUndefined();
    const next = nextLesson(course, first);
    expect(next?.id).toBe("second");
    expect(next && previousLesson(course, next)).toBe(first);
    expect(taskOf(first, "ran-it")?.title).toBe("Run `hello-world`");
    expect(taskOf(first, "nothing")).toBeUndefined();
  });
});

const lessonWith = (change: (text: string) => string) => ({ [`${FIRST}/lesson.md`]: change(LESSON) });
const tasksWith = (change: (text: string) => string) => ({ [`${FIRST}/tasks.yaml`]: change(TASKS) });
const insert = (line: string) => lessonWith((text) => text.replace("Start it:", `Start it:\n\n${line}\n`));

describe("faults name file and field", () => {
  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ["schema", lessonWith((text) => text.replace("minutes: 5", "minutes: 99")), /lesson\.md: minutes: /],
    [
      "unknown key",
      lessonWith((text) => text.replace("minutes", "colour: red\nminutes")),
      /lesson\.md: .*colour/,
    ],
    ["no front matter", lessonWith((text) => text.replace(/^---[\s\S]*?---\n/, "")), /front matter/],
    ["not YAML", tasksWith((text) => `${text}  bad: [`), /tasks\.yaml: .*(flow|Flow|indent)/],
    [
      "field of a check",
      tasksWith((text) => text.replace("state: exited", "state: tired")),
      /tasks\.0\.check\.state/,
    ],
    [
      "kind of a check",
      tasksWith((text) => text.replace("kind: container", "kind: magic")),
      /tasks\.0\.check/,
    ],
    [
      "task never placed",
      lessonWith((text) => text.replace("::task{#ran-it}", "-")),
      /"ran-it" is never placed/,
    ],
    ["task placed twice", insert("::task{#ran-it}"), /placed a second time/],
    ["unknown task", insert("::task{#other}"), /#other\} names no task/],
    [
      "duplicate task",
      tasksWith((text) => text + text.replace("tasks:\n", "")),
      /tasks\.1\.id: "ran-it" is taken/,
    ],
    [
      "missing picture",
      insert('::picture{name="b" alt="What it teaches"}'),
      /line 13: pictures\/b\.svg is missing/,
    ],
    ["picture without alt", insert('::picture{name="layers"}'), /::picture needs alt/],
    ["unused picture", { [`${FIRST}/pictures/idle.svg`]: PICTURE }, /pictures\/idle\.svg is never placed/],
    [
      "unsafe picture",
      { [`${FIRST}/pictures/layers.svg`]: "<svg viewBox='0 0 1 1'><script/></svg>" },
      /<script>/,
    ],
    [
      "image not in the catalogue",
      lessonWith((text) => text.replace("[hello-world]", "[ubuntu]")),
      /images\.0: "ubuntu"/,
    ],
    [
      "text before the first step",
      lessonWith((text) => text.replace("## Start", "Hello.\n\n## Start")),
      /line 9: text/,
    ],
    ["raw HTML", insert("<b>bold</b>"), /line 13: raw HTML/],
    ["unknown directive", insert("::video{#a}"), /::video is not known/],
    ["unknown box", insert(":::tip\nx\n:::"), /:::tip is not known/],
    ["box left open", insert(":::why\nx"), /:::why is not closed/],
    ["broken directive", insert("::task{#x"), /is read as text/],
    ["unsafe link", insert("[x](javascript:alert(1))"), /a link leads to https/],
    ["unknown fence word", insert("```bash runn\nls\n```"), /"runn" is not known/],
    [
      "hint of two paragraphs",
      tasksWith((text) => text.replace("[Look at", '["a bb\\n\\ncc", Look at')),
      /hints\.0: /,
    ],
    ["stray file", { [`${FIRST}/notes.txt`]: "x" }, /notes\.txt: is not part of a lesson/],
    ["number taken", { "01-basics/1-other/lesson.md": LESSON }, /number 1 is taken by/],
    ["folder name", { "02-Bad_Name/track.yaml": "" }, /02-Bad_Name: the folder's name/],
    [
      "answer without solution",
      tasksWith((text) =>
        text.replace(/check:.*/, "check: { kind: answer, question: How many, accept: ['3'] }"),
      ),
      /tasks\.0\.solutionAnswer: is needed/,
    ],
  ])("%s", async (_name, changes, expected) => {
    expect(await faultsWith(changes)).toMatch(expected);
  });

  it("tells all of them at once", async () => {
    const message = await faultsWith({
      ...lessonWith((text) => text.replace("minutes: 5", "minutes: 99")),
      ...tasksWith((text) => text.replace("state: exited", "state: tired")),
      [`${FIRST}/pictures/idle.svg`]: PICTURE,
    });
    expect(message).toMatch(/minutes/);
    expect(message).toMatch(/check\.state/);
    expect(message).toMatch(/idle\.svg/);
  });

  it("says that the folder is missing", async () => {
    await expect(loadCourse(path.join(dir, "nowhere"))).rejects.toThrow(/missing/);
  });
});
