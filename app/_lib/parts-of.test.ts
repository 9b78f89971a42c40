import { expect, it } from "vitest";
import type { FaultyLesson, Lesson, Track } from "../../server/lessons/schema.ts";
import { partsOf } from "./parts-of.ts";

const lesson = (number: number) => ({ number, steps: [] }) as unknown as Lesson;
const broken = (number: number) => ({ number, faults: [] }) as unknown as FaultyLesson;
const track = (more: Partial<Track>) => ({ lessons: [], faulty: [], ...more }) as unknown as Track;
const numbers = (parts: ReturnType<typeof partsOf>) =>
  parts.map(({ title, lessons }) => [title, lessons.map((each) => each.number)]);

it("puts each lesson under the last heading before it", () => {
  const parts = [
    { title: "First", from: 1 },
    { title: "Second", from: 4 },
    { title: "Nobody's", from: 9 },
  ];
  expect(numbers(partsOf(track({ lessons: [lesson(1), lesson(3), lesson(4)], parts })))).toEqual([
    ["First", [1, 3]],
    ["Second", [4]],
  ]);
});

it("keeps lessons with faults in their place, and needs no heading", () => {
  expect(numbers(partsOf(track({ lessons: [lesson(1), lesson(3)], faulty: [broken(2)] })))).toEqual([
    ["", [1, 2, 3]],
  ]);
});
