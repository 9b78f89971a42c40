"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Fault } from "../../../server/lessons/course-error.ts";
import type { QuestionView } from "../../_lib/lesson-view-model.ts";

/** A task with its texts drawn, as the lesson's components need it. */
export interface DrawnTask {
  readonly id: string;
  readonly title: ReactNode;
  readonly hints: readonly ReactNode[];
  readonly question: QuestionView | undefined;
}

export interface DrawnStep {
  readonly title: ReactNode;
  readonly plainTitle: string;
  readonly body: ReactNode;
  readonly taskIds: readonly string[];
}

export interface DrawnLesson {
  readonly trackId: string;
  readonly trackTitle: string;
  readonly lessonId: string;
  readonly title: string;
  readonly number: number;
  /** Not empty: the lesson cannot be drawn, and has no steps. Only while lessons are written. */
  readonly faults: readonly Fault[];
  readonly steps: readonly DrawnStep[];
  readonly tasks: Readonly<Record<string, DrawnTask>>;
  readonly deeper: readonly { readonly title: string; readonly url: string }[];
  /** Names of the terminals that it opens. */
  readonly terminals: readonly string[];
  readonly next: { readonly title: string; readonly href: string } | undefined;
}

const LessonContext = createContext<DrawnLesson | undefined>(undefined);

export function LessonProvider({ lesson, children }: { lesson: DrawnLesson; children: ReactNode }) {
  return <LessonContext value={lesson}>{children}</LessonContext>;
}

export function useLesson(): DrawnLesson {
  const lesson = useContext(LessonContext);
  if (!lesson) throw new Error("invariant: used outside a LessonProvider");
  return lesson;
}
