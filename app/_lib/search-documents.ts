import type { Course, Lesson } from "../../server/lessons/schema.ts";
import { searchText } from "./search-text.ts";

/** What search knows of the course: only what a reader of the page sees before a task is begun. */
export interface SearchLesson {
  readonly trackId: string;
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly aim: string;
  readonly steps: readonly SearchStep[];
}

export interface SearchStep {
  readonly title: string;
  readonly text: string;
  readonly tasks: readonly { readonly id: string; readonly title: string }[];
}

/** Of tasks only their titles: hints, solutions, checks, questions and what is said to answers are left out. */
export function searchDocuments({ tracks }: Course): readonly SearchLesson[] {
  return tracks.flatMap((track) => track.lessons).map(searchLesson);
}

function searchLesson({ trackId, id, number, title, aim, steps, tasks }: Lesson): SearchLesson {
  const titles = new Map(tasks.map((task) => [task.id, plain(task.title)]));
  return {
    trackId,
    id,
    number,
    title,
    aim,
    steps: steps.map((step) => ({
      title: plain(step.title),
      text: searchText(step.markdown),
      tasks: step.taskIds.map((taskId) => ({ id: taskId, title: titles.get(taskId) ?? "" })),
    })),
  };
}

function plain(inline: string): string {
  return inline.replaceAll("`", "");
}
