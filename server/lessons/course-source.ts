import { type LessonsRead, loadCourse } from "./load-course.ts";
import type { Course } from "./schema.ts";
import { watchFolder } from "./watch-folder.ts";

/** The course as it is now: read once, or again after each change while lessons are written. */
export interface CourseSource {
  readonly course: Course;
  close(): void;
}

export interface CourseSourceOptions {
  readonly dir: string;
  /** Present: the folder is watched, and this is called after the course has been read again. */
  readonly onChange?: (course: Course) => void;
  /** A folder that cannot be read, while it is being changed for example. The course stays what it was. */
  readonly onError: (error: unknown) => void;
}

export async function openCourse({ dir, onChange, onError }: CourseSourceOptions): Promise<CourseSource> {
  const lessons: LessonsRead = new Map();
  let course = await loadCourse(dir, lessons);
  if (onChange === undefined) {
    return {
      course,
      close: () => undefined,
    };
  }
  let reading = Promise.resolve();
  let closed = false;
  async function readAgain(told: (course: Course) => void): Promise<void> {
    try {
      const read = await loadCourse(dir, lessons);
      if (closed) return;
      course = read;
      told(read);
    } catch (error) {
      onError(error);
    }
  }
  const watcher = await watchFolder(dir, () => {
    // One after the other, so that an older reading never replaces a newer one.
    reading = reading.then(() => readAgain(onChange));
  });
  return {
    get course() {
      return course;
    },
    close() {
      closed = true;
      watcher.close();
    },
  };
}
