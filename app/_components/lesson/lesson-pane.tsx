import { useEffect, useRef } from "react";
import { CopyLinkButton } from "./copy-link-button.tsx";
import { useLesson } from "./lesson-context.tsx";
import { LessonFaults } from "./lesson-faults.tsx";
import { LessonSummary } from "./lesson-summary.tsx";
import { focusStep, focusTask } from "./move-focus.ts";
import { useShownPlace } from "./place-context.tsx";
import { StepNav } from "./step-nav.tsx";

/** The page to read: every step is in it, one is shown. */
export function LessonPane() {
  const { faults, steps } = useLesson();
  const { step, marked } = useShownPlace();
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useRef(step);

  useEffect(() => {
    const changed = shown.current !== step;
    shown.current = step;
    if (marked) {
      focusTask(marked.taskId);
    } else if (changed) {
      scroller.current?.scrollTo({ top: 0 });
      focusStep(step);
    }
  }, [step, marked]);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <section
        ref={scroller}
        data-region="lesson"
        aria-label="Lesson"
        className="min-h-0 flex-1 overflow-y-auto"
      >
        <div className="mx-auto max-w-[37.5rem] px-5 pt-8 pb-16 sm:px-8 sm:pt-10">
          {faults.length > 0 && (
            <div role="alert">
              <h2 className="text-[1.75rem] leading-[1.2] font-semibold tracking-[-0.02em]">
                This lesson has {faults.length === 1 ? "a fault" : `${faults.length} faults`}
              </h2>
              <LessonFaults faults={faults} />
            </div>
          )}
          {steps.map(({ title, plainTitle, body }, index) => {
            const number = index + 1;
            return (
              <section key={plainTitle} hidden={number !== step} aria-labelledby={`step-${number}`}>
                <div className="group/link relative">
                  <h2
                    id={`step-${number}`}
                    tabIndex={-1}
                    data-region-focus
                    className="code-text flex gap-3 text-[1.75rem] leading-[1.2] font-semibold tracking-[-0.02em] outline-none"
                  >
                    <span aria-hidden="true" className="text-ink-muted tabular-nums">
                      {number}
                    </span>
                    <span className="min-w-0">{title}</span>
                  </h2>
                  <CopyLinkButton
                    step={number}
                    label={`Copy the link to step ${number}`}
                    className="top-1 -left-5.5 sm:-left-7"
                  />
                </div>
                <div className="prose mt-6">{body}</div>
                {number === steps.length && <LessonSummary />}
              </section>
            );
          })}
        </div>
      </section>
      {steps.length > 0 && <StepNav />}
    </div>
  );
}
