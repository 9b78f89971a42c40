import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type CourseFolder, courseFolder, FIRST, LESSON, PICTURE, TASKS } from "../testing/write-course.ts";
import { type CourseSource, openCourse } from "./course-source.ts";
import type { Course } from "./schema.ts";

let folder: CourseFolder;
let source: CourseSource;
const seen: Course[] = [];
const errors: unknown[] = [];
beforeEach(async () => {
  folder = await courseFolder();
  await folder.write();
  seen.length = 0;
  errors.length = 0;
  source = await openCourse({
    dir: folder.dir,
    onChange: (course) => seen.push(course),
    onError: (error) => errors.push(error),
  });
});
afterEach(async () => {
  source.close();
  await folder.remove();
});

const at = (name: string) => path.join(folder.dir, name);
const titles = (course: Course | undefined) => course?.tracks[0]?.lessons.map(({ title }) => title);

it("reads again when a file is written, and when it is replaced as editors do", async () => {
  await writeFile(at(`${FIRST}/lesson.md`), LESSON.replace("Your first", "Another first"));
  await vi.waitFor(() => expect(titles(seen.at(-1))).toEqual(["Another first container"]));
  await writeFile(at(`${FIRST}/.lesson.md.swap`), LESSON.replace("Your first", "A third"));
  await rename(at(`${FIRST}/.lesson.md.swap`), at(`${FIRST}/lesson.md`));
  await vi.waitFor(() => expect(titles(seen.at(-1))).toEqual(["A third container"]));
  expect(titles(source.course)).toEqual(["A third container"]);
});

it("sees a lesson that is new, what changes in it, and that it is gone", async () => {
  await mkdir(at("01-basics/02-second/pictures"), { recursive: true });
  await writeFile(at("01-basics/02-second/tasks.yaml"), TASKS);
  await writeFile(at("01-basics/02-second/pictures/layers.svg"), PICTURE);
  await writeFile(at("01-basics/02-second/lesson.md"), LESSON.replace("Your first", "Your second"));
  await vi.waitFor(() => expect(titles(seen.at(-1))).toHaveLength(2));
  await writeFile(at("01-basics/02-second/lesson.md"), "nothing");
  await vi.waitFor(() => expect(seen.at(-1)?.tracks[0]?.faulty).toMatchObject([{ id: "second" }]));
  await rm(at("01-basics/02-second"), { recursive: true });
  await vi.waitFor(() => expect(seen.at(-1)?.tracks[0]?.faulty).toEqual([]));
});

it("keeps the course while there is none to be read, and goes on when there is", async () => {
  await rename(at("01-basics"), at("away"));
  await vi.waitFor(() => expect(errors).not.toEqual([]));
  expect(titles(source.course)).toEqual(["Your first container"]);
  await rename(at("away"), at("01-basics"));
  await vi.waitFor(() => expect(titles(seen.at(-1))).toEqual(["Your first container"]));
});
