import { clsx } from "clsx";
import { useSession } from "../session/session-provider.tsx";
import { useLesson } from "./lesson-context.tsx";
import { useShownPlace } from "./place-context.tsx";

/** One dot a step: filled when its tasks are done, ringed where you are. */
export function StepDots() {
  const { step, goToStep } = useShownPlace();
  const { steps } = useLesson();
  const { live } = useSession();
  return (
    <nav aria-label="Steps" className="flex items-center">
      {steps.map(({ plainTitle, taskIds }, index) => {
        const number = index + 1;
        const done = taskIds.filter((id) => live.tasks[id]?.state.status === "passed").length;
        const whole = taskIds.length > 0 && done === taskIds.length;
        const here = number === step;
        const tasks = taskIds.length === 0 ? "" : `, ${done} of ${taskIds.length} tasks done`;
        return (
          <button
            key={plainTitle}
            type="button"
            aria-label={`Step ${number}: ${plainTitle}${tasks}`}
            aria-current={here ? "step" : undefined}
            title={`${number}  ${plainTitle}`}
            onClick={() => goToStep(number)}
            className="group flex size-6 items-center justify-center rounded-full"
          >
            <span
              className={clsx(
                "rounded-full transition-all",
                here ? "size-3 ring-2 ring-accent ring-offset-2 ring-offset-surface" : "size-2.5",
                whole ? "bg-ok" : "border-[1.5px] border-line-strong",
                !here && "group-hover:border-accent",
              )}
            />
          </button>
        );
      })}
    </nav>
  );
}
