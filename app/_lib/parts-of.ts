import type { FaultyLesson, Lesson, Track } from "../../server/lessons/schema.ts";

export interface Part {
  /** Empty: the lessons before the track's first heading, or all of a track that has none. */
  readonly title: string;
  readonly lessons: readonly (Lesson | FaultyLesson)[];
}

/** A track's lessons in order, those with faults among them, under the headings of its map. */
export function partsOf({ lessons, faulty, parts = [] }: Track): readonly Part[] {
  const inOrder = [...lessons, ...faulty].sort((a, b) => a.number - b.number);
  const heads = [{ title: "", from: 0 }, ...parts].toSorted((a, b) => a.from - b.from);
  return heads
    .map(({ title, from }, index) => {
      const end = heads[index + 1]?.from ?? Number.POSITIVE_INFINITY;
      return { title, lessons: inOrder.filter(({ number }) => number >= from && number < end) };
    })
    .filter((part) => part.lessons.length > 0);
}
