import { expect, it } from "vitest";
import type { Course } from "../../server/lessons/schema.ts";
import { lessonsWith, repositoryOf, sizeWords } from "./catalogue.ts";

const course = {
  tracks: [
    {
      lessons: [
        { id: "one", images: ["docker.io/library/alpine:3.19", "nginx"] },
        { id: "two", images: ["alpine"] },
        { id: "three", images: ["registry:2"] },
      ],
    },
  ],
} as unknown as Course;
const users = (name: string, tags: string[]) => lessonsWith({ name, tags }, course).map(({ id }) => id);

it("finds the lessons of an image under each of its names", () => {
  expect(users("alpine:3.19", ["3.19", "latest"])).toEqual(["one", "two"]);
  expect(users("nginx", ["latest", "alpine"])).toEqual(["one"]);
  expect(users("busybox", ["latest"])).toEqual([]);
});

it("takes the tag off a name, and a port for no tag", () => {
  expect(repositoryOf({ name: "slipway/tide:1.4.2" })).toBe("slipway/tide");
  expect(repositoryOf({ name: "localhost:5000/tide" })).toBe("localhost:5000/tide");
});

it.each([
  [300, "1 kB"],
  [13_256, "13 kB"],
  [1_095_532, "1.1 MB"],
  [52_400_000, "52 MB"],
])("says %d bytes as %s", (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});
