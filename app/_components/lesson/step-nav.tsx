import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { Button, buttonStyle } from "../ui/button.tsx";
import { useLesson } from "./lesson-context.tsx";
import { useShownPlace } from "./place-context.tsx";

export function StepNav() {
  const { steps, next } = useLesson();
  const { step, goToStep } = useShownPlace();
  const last = step === steps.length;
  return (
    <nav
      aria-label="Back and next"
      data-region="step"
      className="flex h-14 shrink-0 items-center justify-between gap-2 border-t border-line px-3 sm:px-6"
    >
      <Button look="quiet" disabled={step === 1} onClick={() => goToStep(step - 1)} className="-ml-2">
        <ChevronLeft className="size-4" aria-hidden="true" />
        Back
      </Button>
      <p className="text-sm text-ink-muted tabular-nums">
        Step {step} of {steps.length}
      </p>
      {!last && (
        <Button look="primary" onClick={() => goToStep(step + 1)}>
          Next
          <ChevronRight className="size-4" aria-hidden="true" />
        </Button>
      )}
      {last && (
        <Link href={next?.href ?? "/"} className={buttonStyle("primary")}>
          {next ? "Next lesson" : "Course map"}
          <ChevronRight className="size-4" aria-hidden="true" />
        </Link>
      )}
    </nav>
  );
}
