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
    expect(hrefs("volume").toSorted()).toEqual([
      "/learn/containers/files?step=1",
      "/learn/containers/files?step=1#task-keep",
    ]);
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

  it("puts first what holds the words as they were typed", () => {
    const text = (words: string) => ({ title: "A step", text: words, tasks: [] });
    const steps = [
      text("an executable runs in docker, docker, docker"),
      text("use docker exec for a second command"),
    ];
    const [first] = createCourseIndex([{ ...(lessons[0] as SearchLesson), steps }]).search("docker exec");
    expect(first?.step).toBe(2);
  });

  it("finds nothing where there is nothing", () => {
    expect(hrefs("")).toEqual([]);
    expect(hrefs("zzz")).toEqual([]);
  });
});
