import { ArrowRight, Printer } from "lucide-react";
import Link from "next/link";
import { lessonPath } from "../../_lib/course-paths.ts";
import { useSession } from "../session/session-provider.tsx";
import { TaskSign } from "../tasks/task-sign.tsx";
import { buttonStyle } from "../ui/button.tsx";
import { useLesson } from "./lesson-context.tsx";
import { useShownPlace } from "./place-context.tsx";

/** The end of a lesson: what is done, what is left and where, what comes next. */
export function LessonSummary() {
  const { goToTask } = useShownPlace();
  const { trackId, lessonId, steps, tasks, deeper, next } = useLesson();
  const { live } = useSession();
  const isDone = (id: string) => live.tasks[id]?.state.status === "passed";
  const places = steps.flatMap((step, index) => step.taskIds.map((id) => ({ id, step: index + 1 })));
  const left = places.filter(({ id }) => !isDone(id));
  const whole = left.length === 0;
  return (
    <section aria-labelledby="summary" className="mt-14 border-t border-line pt-8 print:hidden">
      <h2 id="summary" className="flex items-center gap-3 text-xl font-semibold tracking-tight">
        {whole && <TaskSign face="done" />}
        {whole ? "Lesson complete" : `${left.length} of ${places.length} tasks left`}
      </h2>
      {whole && (
        <p className="mt-2 text-ink-muted">You have done all {places.length} tasks of this lesson.</p>
      )}
      {!whole && (
        <ul className="mt-4 flex flex-col gap-2">
          {left.map(({ id, step }) => (
            <li key={id} className="flex items-start gap-3">
              <TaskSign face="to-do" />
              <button
                type="button"
                onClick={() => goToTask(id)}
                className="code-text rounded-control text-left underline-offset-3 hover:underline"
              >
                {tasks[id]?.title} <span className="whitespace-nowrap text-ink-muted">· step {step}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {next && (
        <div className="mt-6 flex flex-wrap items-center justify-between gap-3 rounded-panel border border-line bg-surface-raised p-4">
          <p>
            <span className="block text-sm text-ink-muted">Next lesson</span>
            <span className="font-medium">{next.title}</span>
          </p>
          <Link href={next.href} className={buttonStyle(whole ? "primary" : "secondary")}>
            Go on
            <ArrowRight className="size-4" aria-hidden="true" />
          </Link>
        </div>
      )}
      <h3 className="mt-8 text-sm font-semibold">Go deeper</h3>
      <ul className="mt-2 flex flex-col gap-1.5 text-[0.9375rem]">
        {deeper.map(({ title, url }) => (
          <li key={url}>
            <a
              href={url}
              target="_blank"
              rel="noopener noreferrer"
              className="text-accent underline underline-offset-3"
            >
              {title}
            </a>{" "}
            <span className="text-sm text-ink-muted">{new URL(url).host}</span>
          </li>
        ))}
      </ul>
      <p className="mt-8 text-[0.9375rem]">
        <Link
          href={`${lessonPath({ trackId, id: lessonId })}/print`}
          className="inline-flex items-center gap-2 text-accent underline underline-offset-3"
        >
          <Printer className="size-4" aria-hidden="true" />
          Print this lesson
        </Link>
      </p>
    </section>
  );
}
