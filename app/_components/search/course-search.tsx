"use client";

import { Search } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useShortcuts } from "../keys/use-shortcuts.ts";
import { IconButton } from "../ui/icon-button.tsx";
import type { SearchPlace } from "./course-index.ts";

const SearchDialog = lazy(() => import("./search-dialog.tsx"));

interface CourseSearchProps {
  /** As a field with words in it, or as a button with a glass. Narrow windows have room for the button only. */
  look: "field" | "icon";
  /** Goes to a place on the page that is open; `false`: it is on another page. */
  goWithin?: (place: SearchPlace) => boolean;
}

/** The way into search, by button and by key. What it looks through is loaded when it is first opened. */
export function CourseSearch({ look, goWithin }: CourseSearchProps) {
  const [state, setState] = useState<"never" | "open" | "closed">("never");
  const open = () => setState("open");
  useShortcuts({ search: open });
  return (
    <>
      {look === "field" && (
        <button
          type="button"
          onClick={open}
          className="flex h-8 w-56 items-center gap-2 rounded-control border border-line-strong bg-surface-raised px-2.5 text-sm text-ink-muted hover:text-ink max-md:hidden"
        >
          <Search className="size-4" aria-hidden="true" />
          Search the course
          <span
            aria-hidden="true"
            className="ml-auto rounded-[4px] border border-line bg-surface px-1.5 font-sans text-xs"
          >
            /
          </span>
        </button>
      )}
      <IconButton
        label="Search the course"
        onClick={open}
        className={look === "field" ? "md:hidden" : undefined}
      >
        <Search className="size-4" aria-hidden="true" />
      </IconButton>
      {state !== "never" && (
        <Suspense>
          <SearchDialog
            open={state === "open"}
            onOpenChange={(isOpen) => setState(isOpen ? "open" : "closed")}
            goWithin={goWithin ?? (() => false)}
          />
        </Suspense>
      )}
    </>
  );
}
