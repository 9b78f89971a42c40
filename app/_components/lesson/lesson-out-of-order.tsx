import Link from "next/link";
import { buttonStyle } from "../ui/button.tsx";

/** What a learner reads about a lesson that has a fault. */
export const OUT_OF_ORDER = "This lesson has a fault and is not shown; the operator has been told.";

/** The page of a lesson that cannot be shown. */
export function LessonOutOfOrder({ title }: { title: string }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col items-start justify-center gap-3 px-5">
      <h1 className="text-3xl font-semibold tracking-tight">{title}</h1>
      <p className="text-ink-muted">{OUT_OF_ORDER} The other lessons work.</p>
      <Link href="/" className={`${buttonStyle("primary")} mt-3`}>
        Go to the course map
      </Link>
    </main>
  );
}
