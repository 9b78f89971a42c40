"use client";

import Link from "next/link";
import { Button, buttonStyle } from "./_components/ui/button.tsx";

export default function ErrorPage({
  reset,
  error,
}: {
  reset: () => void;
  error: Error & { digest?: string };
}) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col items-start justify-center gap-3 px-5">
      <h1 className="text-3xl font-semibold tracking-tight">This page could not be shown</h1>
      <p className="text-ink-muted">
        The fault is on our side, and your progress is kept. Try again; if it stays, tell the person who runs
        this lab
        {error.digest ? ` the number ${error.digest}` : ""}.
      </p>
      <div className="mt-3 flex gap-2">
        <Button look="primary" onClick={reset}>
          Try again
        </Button>
        <Link href="/" className={buttonStyle("secondary")}>
          Go to the course map
        </Link>
      </div>
    </main>
  );
}
