import { useCallback, useState } from "react";
import { type CourseIndex, fetchCourseIndex } from "./course-index.ts";

/** Kept from page to page; a failed fetch is forgotten, so that the next try asks again. */
let kept: Promise<CourseIndex> | undefined;

function courseIndex(): Promise<CourseIndex> {
  kept ??= fetchCourseIndex().catch((error: unknown) => {
    kept = undefined;
    throw error;
  });
  return kept;
}

export function useCourseIndex() {
  const [index, setIndex] = useState<CourseIndex>();
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    courseIndex().then(setIndex, () => setFailed(true));
  }, []);
  return { index, failed, load };
}
