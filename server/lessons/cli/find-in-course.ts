import type { Course, FaultyLesson, Lesson, Track } from "../schema.ts";
import { UsageError } from "./usage-error.ts";

const listed = (ids: readonly string[]) => ids.join(", ");

/** The lesson of this id, faulty or not. Throws a sentence with the ids there are. */
export function lessonOf({ tracks }: Course, id: string): Lesson | FaultyLesson {
  const lessons = tracks.flatMap((track) => [...track.lessons, ...track.faulty]);
  const found = lessons.find((lesson) => lesson.id === id);
  if (found !== undefined) return found;
  const ids = lessons.toSorted((a, b) => a.number - b.number).map((lesson) => lesson.id);
  throw new UsageError(`There is no lesson "${id}". There are: ${listed(ids)}.`);
}

/** The track of this id, or the first. Throws a sentence with the ids there are. */
export function trackOf({ tracks }: Course, id: string | undefined): Track {
  const found = id === undefined ? tracks[0] : tracks.find((track) => track.id === id);
  if (found !== undefined) return found;
  throw new UsageError(`There is no track "${id}". There are: ${listed(tracks.map((track) => track.id))}.`);
}
