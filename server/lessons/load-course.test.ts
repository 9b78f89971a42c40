import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CourseFolder, courseFolder, FIRST, LESSON, PICTURE, TASKS } from "../testing/write-course.ts";
import { findLesson, nextLesson, previousLesson, taskOf } from "./course.ts";
import { type LessonsRead, loadCourse } from "./load-course.ts";

let course: CourseFolder;
beforeEach(async () => {
  course = await courseFolder();
});
afterEach(() => course.remove());

const SECOND = "02-more/01-second";
const MORE = {
  "02-more/track.yaml": "title: More\naim: You know more.\n",
  [`${SECOND}/lesson.md`]: LESSON,
  [`${SECOND}/tasks.yaml`]: TASKS,
  [`${SECOND}/pictures/layers.svg`]: PICTURE,
};

describe("a course without faults", () => {
  it("becomes tracks, lessons, steps and tasks", async () => {
    await course.write();
    const { tracks, faults } = await loadCourse(course.dir);
    expect(faults).toEqual([]);
    expect(tracks).toHaveLength(1);
    expect(tracks[0]?.faulty).toEqual([]);
    const lesson = tracks[0]?.lessons[0];
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
    await course.write(MORE);
    const loaded = await loadCourse(course.dir);
    const first = findLesson(loaded, "basics", "first");
    if (first === undefined) throw new Error("the first lesson was not found");
    expect(findLesson(loaded, "more", "first")).toBeUndefined();
    expect(previousLesson(loaded, first)).toBeUndefined();
    const next = nextLesson(loaded, first);
    expect(next?.id).toBe("second");
    expect(next && previousLesson(loaded, next)).toBe(first);
    expect(taskOf(first, "ran-it")?.title).toBe("Run `hello-world`");
    expect(taskOf(first, "nothing")).toBeUndefined();
  });
});

describe("a course that is read again", () => {
  it("takes lessons that have not changed as they were, and reads the others", async () => {
    await course.write(MORE);
    const read: LessonsRead = new Map();
    const before = await loadCourse(course.dir, read);
    await course.write({ [`${SECOND}/lesson.md`]: LESSON.replace("Your first", "Another") });
    const after = await loadCourse(course.dir, read);
    expect(after.tracks[1]?.lessons[0]?.title).toBe("Another container");
    expect(before.tracks[1]?.lessons[0]?.title).toBe("Your first container");
    expect((await loadCourse(course.dir, read)).tracks[1]?.lessons[0]).toBe(after.tracks[1]?.lessons[0]);
  });

  it("judges all of them again by the catalogue and by each other", async () => {
    const link = LESSON.replace("Start it:", "[Look](/learn/more/second).");
    await course.write({ ...MORE, [`${FIRST}/lesson.md`]: link });
    const read: LessonsRead = new Map();
    expect((await loadCourse(course.dir, read)).tracks[0]?.faulty).toEqual([]);
    await rm(path.join(course.dir, SECOND), { recursive: true });
    await writeFile(path.join(course.dir, "images/busybox/image.yaml"), "name: other:latest\n");
    const [faulty] = (await loadCourse(course.dir, read)).tracks[0]?.faulty ?? [];
    expect(faulty?.faults.map(({ problem }) => problem)).toEqual([
      'image "busybox" is not in the catalogue',
      'link "/learn/more/second" names no page',
    ]);
  });
});

describe("a faulty lesson", () => {
  it("is set apart with its title and every fault, and the others are there", async () => {
    await course.write({
      ...MORE,
      [`${FIRST}/lesson.md`]: LESSON.replace("minutes: 5", "minutes: 99"),
      [`${FIRST}/tasks.yaml`]: TASKS.replace("state: exited", "state: tired"),
      [`${FIRST}/pictures/idle.svg`]: PICTURE,
    });
    const { tracks, faults } = await loadCourse(course.dir);
    expect(faults).toEqual([]);
    expect(tracks.map(({ lessons }) => lessons.map(({ id }) => id))).toEqual([[], ["second"]]);
    expect(tracks[0]?.faulty).toMatchObject([
      { id: "first", trackId: "basics", number: 1, title: "Your first container" },
    ]);
    expect(tracks[0]?.faulty[0]?.faults.map(({ file, line }) => [file, line])).toEqual([
      [`${FIRST}/tasks.yaml`, 4],
      [`${FIRST}/lesson.md`, 4],
      [`${FIRST}/lesson.md`, undefined],
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ["without a lesson.md", { "01-basics/02-empty/tasks.yaml": TASKS }],
    ["whose front matter is not YAML", { "01-basics/02-empty/lesson.md": "---\ntitle: [\n---\n" }],
    ["that is not text", { "01-basics/02-empty/lesson.md": "" }],
  ])("%s is known by its id", async (_name, changes) => {
    await course.write(changes);
    const [track] = (await loadCourse(course.dir)).tracks;
    expect(track?.lessons.map(({ id }) => id)).toEqual(["first"]);
    expect(track?.faulty).toMatchObject([{ id: "empty", title: "empty", number: 2 }]);
  });
});

describe("a fault beside lessons", () => {
  it("leaves a track's lessons in place", async () => {
    await course.write({ "01-basics/track.yaml": "title: Basics\n" });
    const { tracks, faults } = await loadCourse(course.dir);
    expect(faults).toMatchObject([{ file: "01-basics/track.yaml", line: 1, field: "aim" }]);
    expect(tracks[0]).toMatchObject({ id: "basics", title: "basics", lessons: [{ id: "first" }] });
  });

  it("says that the folder is missing, or holds no course", async () => {
    await expect(loadCourse(path.join(course.dir, "nowhere"))).rejects.toThrow(/is missing/);
    await expect(loadCourse(course.dir)).rejects.toThrow(/holds no track/);
  });
});
