import type { CSSProperties } from "react";
import { Panel, PanelGroup, PanelResizeHandle } from "react-resizable-panels";
import { SPLIT_COOKIE, type Theme } from "../../../server/protocol/preferences.ts";
import { keepPreference } from "../../_lib/preferences.ts";
import type { SearchPlace } from "../search/course-index.ts";
import { KeptFilesOffer } from "../session/kept-files-offer.tsx";
import { MachineNotices } from "../session/machine-notices.tsx";
import { RefusalNotice } from "../session/refusal-notice.tsx";
import { TimeWarning } from "../session/time-warning.tsx";
import { TerminalPane } from "../terminal/terminal-pane.tsx";
import { useDesk } from "./desk.tsx";
import { useLesson } from "./lesson-context.tsx";
import { LessonHeader } from "./lesson-header.tsx";
import { LessonPane } from "./lesson-pane.tsx";
import { focusStep } from "./move-focus.ts";
import { PlaceContext } from "./place-context.tsx";
import { useLessonKeys } from "./use-lesson-keys.ts";
import { usePlace } from "./use-place.ts";
import { useVisibleHeight } from "./use-visible-height.ts";
import { ViewSwitch } from "./view-switch.tsx";

interface LessonDeskProps {
  firstStep: number;
  theme: Theme;
  split: number;
}

/** The lesson page's frame. Which pane shows is a matter of style alone, so that no terminal is ever taken down. */
export function LessonDesk({ firstStep, theme, split }: LessonDeskProps) {
  const lesson = useLesson();
  const { view, show, full } = useDesk();
  const place = usePlace(firstStep, lesson);
  const height = useVisibleHeight();
  useLessonKeys(place);
  const goWithin = ({ trackId, lessonId, step, taskId }: SearchPlace) => {
    if (trackId !== lesson.trackId || lessonId !== lesson.lessonId) return false;
    show("lesson");
    if (taskId !== undefined) place.goToTask(taskId);
    else if (step === place.step) focusStep(step);
    else place.goToStep(step);
    return true;
  };
  return (
    <PlaceContext value={place}>
      <div
        className="desk flex h-dvh flex-col overflow-hidden"
        style={{ height }}
        data-view={view}
        data-full={full}
      >
        <div className="desk-lesson-part">
          <LessonHeader theme={theme} goWithin={goWithin} />
        </div>
        <TimeWarning />
        <MachineNotices />
        <KeptFilesOffer />
        <RefusalNotice />
        <main className="min-h-0 flex-1">
          <PanelGroup
            direction="horizontal"
            style={{ "--split": split } as CSSProperties}
            onLayout={([share]) => share !== undefined && keepPreference(SPLIT_COOKIE, share.toFixed(0))}
          >
            <Panel
              id="lesson"
              order={1}
              defaultSize={split}
              minSize={25}
              maxSize={75}
              className="desk-lesson"
            >
              <LessonPane />
            </Panel>
            <PanelResizeHandle
              aria-label="Width of the lesson"
              className="desk-handle group relative w-px bg-line outline-none before:absolute before:inset-y-0 before:-left-1 before:w-2.25 before:transition-colors hover:before:bg-accent/40 focus-visible:before:bg-accent data-[resize-handle-state=drag]:before:bg-accent"
            />
            <Panel id="terminal" order={2} defaultSize={100 - split} className="desk-terminal">
              <TerminalPane />
            </Panel>
          </PanelGroup>
        </main>
        <ViewSwitch />
      </div>
    </PlaceContext>
  );
}
