import { useCallback, useState } from "react";
import { keepOpened } from "../../../server/keep-opened.ts";
import { type CourseIndex, fetchCourseIndex } from "./course-index.ts";

/** Kept from page to page; a failed fetch is forgotten, so that the next try asks again. */
const courseIndex = keepOpened(fetchCourseIndex);

export function useCourseIndex() {
  const [index, setIndex] = useState<CourseIndex>();
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    courseIndex().then(setIndex, () => setFailed(true));
  }, []);
  return { index, failed, load };
}
