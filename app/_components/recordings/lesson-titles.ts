import type { Course } from "../../../server/lessons/schema.ts";

/** Titles of lessons by `track/lesson`, for recordings that know only the ids. */
export type LessonTitles = Readonly<Record<string, string>>;

export function lessonTitles(course: Course): LessonTitles {
  return Object.fromEntries(
    course.tracks.flatMap((track) =>
      track.lessons.map((lesson) => [`${track.id}/${lesson.id}`, lesson.title.replaceAll("`", "")] as const),
    ),
  );
}

/** A lesson that is there no more goes by its id. */
export function titleOf(
  titles: LessonTitles,
  { trackId, lessonId }: { trackId: string; lessonId: string },
): string {
  return titles[`${trackId}/${lessonId}`] ?? lessonId;
}
