import { describe, expect, it } from "vitest";
import type { SearchLesson } from "../../_lib/search-documents.ts";
import { createCourseIndex } from "./course-index.ts";

const lessons: readonly SearchLesson[] = [
  {
    trackId: "containers",
    id: "first",
    number: 5,
    title: "Your first container",
    aim: "Start containers and name them.",
    steps: [
      {
        title: "Run one",
        text: "docker run hello-world prints a greeting",
        tasks: [{ id: "run", title: "Run it" }],
      },
      { title: "Give it a name", text: "--name lantern names a container", tasks: [] },
    ],
  },
  {
    trackId: "containers",
    id: "files",
    number: 10,
    title: "Files that outlive containers",
    aim: "Keep data.",
    steps: [
      {
        title: "A volume",
        text: "docker volume create keeps data",
        tasks: [{ id: "keep", title: "Keep a volume" }],
      },
    ],
  },
];
const index = createCourseIndex(lessons);
const hrefs = (query: string) => index.search(query).map(({ href }) => href);

describe("search", () => {
  it("leads to steps, tasks and lessons", () => {
    expect(hrefs("lantern")).toEqual(["/learn/containers/first?step=2"]);
    expect(hrefs("volume")).toEqual(
      ["/learn/containers/files?step=1#task-keep", "/learn/containers/files?step=1"].sort(
        (a, b) => hrefs("volume").indexOf(a) - hrefs("volume").indexOf(b),
      ),
    );
    expect(hrefs("outlive")[0]).toBe("/learn/containers/files?step=1");
  });

  it("wants every word, and takes some where no place has all", () => {
    expect(hrefs("docker greeting")).toEqual(["/learn/containers/first?step=1"]);
    expect(hrefs("greeting lantern")).toHaveLength(2);
  });

  it("knows the beginning of a word and forgives a slip in a long one", () => {
    expect(hrefs("lant")).toEqual(["/learn/containers/first?step=2"]);
    expect(hrefs("lanterm")).toEqual(["/learn/containers/first?step=2"]);
    expect(index.search("lanterm")[0]?.terms).toEqual(["lantern"]);
  });

  it("finds nothing where there is nothing", () => {
    expect(hrefs("")).toEqual([]);
    expect(hrefs("zzz")).toEqual([]);
  });
});
