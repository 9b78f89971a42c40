import MiniSearch from "minisearch";
import { lessonPath } from "../../_lib/course-paths.ts";
import type { SearchLesson } from "../../_lib/search-documents.ts";

const SHOWN_RESULTS = 12;
/** Shorter words are taken as they are typed: with a letter changed they would be another word. */
const FUZZY_FROM_CHARS = 5;
/** How much more a place counts that holds what was typed word for word. */
const PHRASE_BOOST = 4;

/** What search leads to: a place in the course. */
export interface SearchPlace {
  readonly trackId: string;
  readonly lessonId: string;
  readonly step: number;
  readonly taskId: string | undefined;
  readonly href: string;
}

interface Entry extends SearchPlace {
  readonly id: number;
  readonly kind: "lesson" | "step" | "task";
  readonly title: string;
  readonly text: string;
  /** Where it is, in words. */
  readonly where: string;
}

export interface SearchHit extends Omit<Entry, "text"> {
  readonly text: string;
  /** Words of the entry that fit what was typed, in lower case. */
  readonly terms: readonly string[];
}

export interface CourseIndex {
  /** Best first. */
  search(query: string): readonly SearchHit[];
}

function entriesOf(lessons: readonly SearchLesson[]): readonly Entry[] {
  const found = lessons.flatMap((lesson) => {
    const place = (step: number, taskId?: string) => ({
      trackId: lesson.trackId,
      lessonId: lesson.id,
      step,
      taskId,
      href: lessonPath(lesson, step, taskId),
    });
    const name = `Lesson ${lesson.number} · ${lesson.title}`;
    return [
      {
        ...place(1),
        kind: "lesson",
        title: lesson.title,
        text: lesson.aim,
        where: `Lesson ${lesson.number}`,
      },
      ...lesson.steps.flatMap((step, index) => [
        {
          ...place(index + 1),
          kind: "step",
          title: step.title,
          text: step.text,
          where: `${name} · step ${index + 1}`,
        },
        ...step.tasks.map((task) => ({
          ...place(index + 1, task.id),
          kind: "task",
          title: task.title,
          text: "",
          where: `${name} · task in step ${index + 1}`,
        })),
      ]),
    ] as const;
  });
  return found.map((entry, id) => ({ ...entry, id }) as Entry);
}

export function createCourseIndex(lessons: readonly SearchLesson[]): CourseIndex {
  const entries = entriesOf(lessons);
  const index = new MiniSearch<Entry>({ fields: ["title", "text"] });
  index.addAll(entries);
  const options = {
    boost: { title: 3 },
    prefix: (term: string) => term.length > 1,
    fuzzy: (term: string) => (term.length >= FUZZY_FROM_CHARS ? 0.2 : false),
    weights: { prefix: 0.3, fuzzy: 0.15 },
  };
  return {
    search(query) {
      const phrase = query.trim().toLowerCase();
      const boostDocument = (id: number) => (holds(entries[id], phrase) ? PHRASE_BOOST : 1);
      const all = index.search(query, { ...options, boostDocument, combineWith: "AND" });
      const results = all.length > 0 ? all : index.search(query, { ...options, combineWith: "OR" });
      return results.slice(0, SHOWN_RESULTS).flatMap(({ id, terms }) => {
        const entry = entries[Number(id)];
        return entry ? [{ ...entry, terms }] : [];
      });
    },
  };
}

function holds(entry: Entry | undefined, phrase: string): boolean {
  return entry !== undefined && `${entry.title} ${entry.text}`.toLowerCase().includes(phrase);
}

/** Fetches the course's text. Rejects when the server does not answer. */
export async function fetchCourseIndex(): Promise<CourseIndex> {
  const response = await fetch("/search.json");
  if (!response.ok) throw new Error(`search.json was answered with ${response.status}`);
  return createCourseIndex((await response.json()) as readonly SearchLesson[]);
}
