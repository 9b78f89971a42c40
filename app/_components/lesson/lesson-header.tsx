import { ChevronRight, Printer } from "lucide-react";
import Link from "next/link";
import type { Theme } from "../../../server/protocol/preferences.ts";
import { lessonPath } from "../../_lib/course-paths.ts";
import type { SearchPlace } from "../search/course-index.ts";
import { CourseSearch } from "../search/course-search.tsx";
import { SandboxChip } from "../session/sandbox-chip.tsx";
import { BrandMark } from "../ui/brand-mark.tsx";
import { ThemeSwitch } from "../ui/theme-switch.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { useLesson } from "./lesson-context.tsx";
import { StepDots } from "./step-dots.tsx";

const HELP =
  "The lesson is on one side, your machine on the other. Tasks tick by themselves when they are done.";

interface LessonHeaderProps {
  theme: Theme;
  /** Goes to a place of this lesson that search has found; `false`: it is in another. */
  goWithin: (place: SearchPlace) => boolean;
}

export function LessonHeader({ theme, goWithin }: LessonHeaderProps) {
  const { trackId, lessonId, trackTitle, title } = useLesson();
  return (
    <header
      data-region="header"
      className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-2 sm:gap-4 sm:px-4"
    >
      <Link
        href="/"
        className="flex shrink-0 items-center gap-2 rounded-control font-semibold tracking-tight"
        aria-label="Slipway, to the course map"
      >
        <BrandMark className="size-7" />
        <span className="max-md:hidden">Slipway</span>
      </Link>
      <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
        <ol className="flex min-w-0 items-center gap-1.5 text-sm">
          <li className="shrink-0 max-lg:hidden">
            <Link href="/" className="rounded-control text-ink-muted hover:text-ink">
              {trackTitle}
            </Link>
          </li>
          <li aria-hidden="true" className="shrink-0 text-ink-muted max-lg:hidden">
            <ChevronRight className="size-3.5" />
          </li>
          <li className="min-w-0">
            <h1 className="truncate text-sm font-medium" aria-current="page">
              {title}
            </h1>
          </li>
        </ol>
      </nav>
      <div className="max-lg:hidden">
        <StepDots />
      </div>
      <SandboxChip />
      <div className="flex items-center">
        <CourseSearch look="icon" goWithin={goWithin} />
        <Link
          href={`${lessonPath({ trackId, id: lessonId })}/print`}
          aria-label="Print this lesson"
          title="Print this lesson"
          className="inline-flex size-8 items-center justify-center rounded-control text-ink-muted transition-colors hover:bg-ink/7 hover:text-ink max-lg:hidden"
        >
          <Printer className="size-4" aria-hidden="true" />
        </Link>
        <ThemeSwitch initial={theme} className="max-sm:hidden" />
        <HelpDialog theme={theme} places={["everywhere", "lesson", "terminal"]} description={HELP} />
      </div>
    </header>
  );
}
