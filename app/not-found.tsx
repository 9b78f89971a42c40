import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "./_components/ui/button.tsx";

export const metadata: Metadata = { title: "No such page" };

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col items-start justify-center gap-3 px-5">
      <p className="text-sm text-ink-muted">404</p>
      <h1 className="text-3xl font-semibold tracking-tight">There is no such page</h1>
      <p className="text-ink-muted">
        The address names a lesson or page that this lab does not have. The course map lists all that there
        are.
      </p>
      <Link href="/" className={`${buttonStyle("primary")} mt-3`}>
        Go to the course map
      </Link>
    </main>
  );
}
