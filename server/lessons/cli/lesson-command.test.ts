import { access, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CourseFolder, courseFolder, FIRST, LESSON, TASKS } from "../../testing/write-course.ts";
import { loadCourse } from "../load-course.ts";
import { lessonCommand } from "./lesson-command.ts";

let course: CourseFolder;
beforeEach(async () => {
  course = await courseFolder();
  await course.write();
});
afterEach(() => course.remove());

async function run(...argv: string[]) {
  let printed = "";
  const exitCode = await lessonCommand(argv, course.dir, (text) => {
    printed += text;
  });
  return { exitCode, printed };
}

it("says what it can do when it is asked for nothing, and when it is asked for something else", async () => {
  const help = await run();
  expect(help.exitCode).toBe(0);
  for (const command of ["new ID", "lint [ID]", "test [ID]"]) expect(help.printed).toContain(command);
  for (const argv of [["frob"], ["lint", "--loud"], ["lint", "first", "second"]]) {
    const wrong = await run(...argv);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.printed).toContain(help.printed.trimEnd());
  }
});

describe("lint", () => {
  it("ends with 0 where there is no fault", async () => {
    expect(await run("lint")).toMatchObject({
      exitCode: 0,
      printed: expect.stringMatching(/1 lesson: no faults/),
    });
    expect(await run("lint", "first")).toMatchObject({ exitCode: 0 });
  });

  it("says each fault as `file:line  problem  -> fix`, and ends with 1", async () => {
    await course.write({
      [`${FIRST}/tasks.yaml`]: TASKS.replace("state: exited", "state: tired"),
      "01-basics/02-second/lesson.md": LESSON,
    });
    const all = await run("lint");
    expect(all.exitCode).toBe(1);
    expect(all.printed).toMatch(/^\S*01-first\/tasks\.yaml:4 {2}tasks\.0\.check\.state: .* -> \S/m);
    expect(all.printed).toMatch(/02-second\/tasks\.yaml {2}is missing/);
    const one = await run("lint", "second");
    expect(one.exitCode).toBe(1);
    expect(one.printed).not.toContain("01-first");
  });

  it("names the lessons there are when there is none of this id", async () => {
    const wrong = await run("lint", "third");
    expect(wrong).toEqual({ exitCode: 1, printed: 'There is no lesson "third". There are: first.\n' });
    expect(await run("test", "third")).toEqual(wrong);
  });
});

it("tries no lesson that has a fault", async () => {
  await course.write({ [`${FIRST}/tasks.yaml`]: TASKS.replace("state: exited", "state: tired") });
  expect(await run("test", "first")).toMatchObject({
    exitCode: 1,
    printed: expect.stringContaining("first: 1 fault"),
  });
});

describe("new", () => {
  it("makes a lesson without faults, with the next number", async () => {
    const made = await run("new", "knots-and-bends");
    expect(made.exitCode).toBe(0);
    expect(made.printed).toContain("01-basics/02-knots-and-bends");
    const { tracks } = await loadCourse(course.dir);
    expect(tracks[0]?.faulty).toEqual([]);
    expect(tracks[0]?.lessons[1]).toMatchObject({
      id: "knots-and-bends",
      number: 2,
      title: "Knots and bends",
    });
  });

  it("takes the number and the track it is given", async () => {
    await mkdir(path.join(course.dir, "02-more"));
    await writeFile(path.join(course.dir, "02-more/track.yaml"), "title: More\naim: You know more.\n");
    expect(await run("new", "knots", "--number", "7", "--track", "more")).toMatchObject({ exitCode: 0 });
    await access(path.join(course.dir, "02-more/07-knots/tasks.yaml"));
  });

  it.each([
    [["new"], /Name the lesson/],
    [["new", "Bad_Id"], /"Bad_Id" is no id/],
    [["new", "first"], /There is a lesson "first" already, number 1/],
    [["new", "knots", "--number", "1"], /Number 1 is taken by "first"/],
    [["new", "knots", "--number", "x"], /"x" is no number/],
    [["new", "knots", "--track", "nowhere"], /There is no track "nowhere"\. There are: basics/],
  ])("refuses %j, and makes nothing", async (argv, sentence) => {
    const refused = await run(...argv);
    expect(refused.exitCode).toBe(1);
    expect(refused.printed).toMatch(sentence);
    expect(await readdir(path.join(course.dir, "01-basics"))).toEqual(["01-first", "track.yaml"]);
  });
});
