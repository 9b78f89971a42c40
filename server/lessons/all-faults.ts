import { type Fault, inOrder } from "./course-error.ts";
import type { Course } from "./schema.ts";

/** Every fault of the course, those of its lessons included. */
export function allFaults({ tracks, faults }: Course): readonly Fault[] {
  const ofLessons = tracks.flatMap((track) => track.faulty.flatMap((lesson) => lesson.faults));
  return inOrder([...faults, ...ofLessons]);
}
