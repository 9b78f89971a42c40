"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { CourseIndex, SearchHit, SearchPlace } from "./course-index.ts";
import { SearchResult } from "./search-result.tsx";
import { useCourseIndex } from "./use-course-index.ts";

interface SearchDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  goWithin: (place: SearchPlace) => boolean;
}

/** Search over all lessons: a combobox whose list is the results. */
export default function SearchDialog({ open, onOpenChange, goWithin }: SearchDialogProps) {
  const { index, failed, load } = useCourseIndex();
  const before = useRef<HTMLElement>(undefined);
  const gone = useRef(false);
  const router = useRouter();

  useEffect(() => {
    if (open) load();
  }, [open, load]);

  const go = (place: SearchPlace) => {
    gone.current = goWithin(place);
    if (!gone.current) router.push(place.href);
    onOpenChange(false);
  };

  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(20_18_15/0.5)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed top-[max(1rem,min(12vh,8rem))] left-1/2 z-50 flex max-h-[calc(100dvh-max(2rem,min(24vh,12rem)))] w-[min(40rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col overflow-hidden rounded-panel border border-line bg-surface-raised text-ink shadow-raised"
          onOpenAutoFocus={() => {
            gone.current = false;
            before.current =
              document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // A place on this page takes the focus itself.
            if (!gone.current) before.current?.focus({ preventScroll: true });
          }}
        >
          <Dialog.Title className="sr-only">Search the course</Dialog.Title>
          <SearchBox index={index} failed={failed} onRetry={load} onGo={go} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface SearchBoxProps {
  index: CourseIndex | undefined;
  failed: boolean;
  onRetry: () => void;
  onGo: (hit: SearchHit) => void;
}

function SearchBox({ index, failed, onRetry, onGo }: SearchBoxProps) {
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const asked = query.trim() !== "";
  const hits = asked ? (index?.search(query) ?? []) : [];
  const current = hits[active];

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || hits.length === 0) return;
    const to = moved(event.key, active, hits.length);
    if (to !== undefined) {
      event.preventDefault();
      setActive(to);
    } else if (event.key === "Enter" && current) {
      event.preventDefault();
      onGo(current);
    }
  };

  return (
    <>
      <div className="flex h-13 shrink-0 items-center gap-3 border-b border-line px-4">
        <Search className="size-4 shrink-0 text-ink-muted" aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-label="Search the course"
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          placeholder="A command, a word, an error"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="h-full min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-muted"
        />
        <Dialog.Close className="shrink-0 rounded-[4px] border border-line px-1.5 py-0.5 text-xs text-ink-muted hover:text-ink">
          Close
        </Dialog.Close>
      </div>
      <p role="status" className={hits.length > 0 ? "sr-only" : "px-4 py-4 text-[0.9375rem] text-ink-muted"}>
        {words({ asked, failed, loading: index === undefined, count: hits.length, query })}
        {failed && (
          <button
            type="button"
            onClick={onRetry}
            className="ml-2 font-medium text-accent underline underline-offset-3"
          >
            Try again
          </button>
        )}
      </p>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Results"
        className="min-h-0 overflow-y-auto p-1.5 empty:hidden"
      >
        {hits.map((hit, place) => (
          <SearchResult
            key={hit.id}
            id={`${id}-${place}`}
            hit={hit}
            query={query}
            active={place === active}
            onPoint={() => setActive(place)}
            onGo={() => onGo(hit)}
          />
        ))}
      </div>
    </>
  );
}

/** Where a key moves to in the list; `undefined`: it is not one that moves. */
function moved(key: string, from: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return (from + 1) % count;
    case "ArrowUp":
      return (from - 1 + count) % count;
    case "PageDown":
      return Math.min(from + 5, count - 1);
    case "PageUp":
      return Math.max(from - 5, 0);
    default:
      return undefined;
  }
}

interface Found {
  asked: boolean;
  failed: boolean;
  loading: boolean;
  count: number;
  query: string;
}

function words({ asked, failed, loading, count, query }: Found): string {
  if (failed) return "The text of the course did not come: the server does not answer.";
  if (!asked) return "Looks through the text, commands and tasks of every lesson.";
  if (loading) return "Fetching the text of the course";
  if (count === 0) return `Nothing in the course fits “${query.trim()}”. Try another word.`;
  return `${count} ${count === 1 ? "result" : "results"}. Arrow keys choose, Enter opens.`;
}
