"use client";

import type { Theme } from "../../../server/protocol/preferences.ts";
import type { PassView } from "../../_lib/lesson-view-model.ts";
import { SessionProvider } from "../session/session-provider.tsx";
import { Announcer } from "../ui/announcer.tsx";
import { DeskProvider } from "./desk.tsx";
import { type DrawnLesson, LessonProvider } from "./lesson-context.tsx";
import { LessonDesk } from "./lesson-desk.tsx";

export interface LessonViewProps {
  lesson: DrawnLesson;
  firstStep: number;
  passed: readonly PassView[];
  /** Task id -> title without Markdown. */
  titles: Readonly<Record<string, string>>;
  theme: Theme;
  /** The lesson's share of the width, in percent. */
  split: number;
}

/** A lesson beside its terminal. */
export function LessonView({ lesson, passed, titles, ...desk }: LessonViewProps) {
  return (
    <Announcer>
      <LessonProvider lesson={lesson}>
        <SessionProvider
          trackId={lesson.trackId}
          lessonId={lesson.lessonId}
          passed={passed}
          terminals={lesson.terminals}
          titles={titles}
        >
          <DeskProvider>
            <LessonDesk {...desk} />
          </DeskProvider>
        </SessionProvider>
      </LessonProvider>
    </Announcer>
  );
}
