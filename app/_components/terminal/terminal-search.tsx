import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { IconButton } from "../ui/icon-button.tsx";
import type { SearchResult, TerminalScreen } from "./terminal-screen.ts";

interface TerminalSearchProps {
  screen: TerminalScreen;
  onClose: () => void;
}

/** Searches what the terminal has printed. Enter and Shift-Enter go through the matches, Escape closes. */
export function TerminalSearch({ screen, onClose }: TerminalSearchProps) {
  const [text, setText] = useState("");
  const [result, setResult] = useState<SearchResult>();
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const found = screen.onSearchResult(setResult);
    field.current?.focus();
    return () => {
      found.dispose();
      screen.endSearch();
    };
  }, [screen]);

  const search = (value: string) => {
    setText(value);
    if (value !== "") return screen.find(value, "next", { incremental: true });
    screen.endSearch();
    setResult(undefined);
  };
  const close = () => {
    onClose();
    screen.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") screen.find(text, event.shiftKey ? "previous" : "next");
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  };

  return (
    <search className="flex h-10 shrink-0 items-center gap-1 border-b border-line bg-surface-raised px-2">
      <input
        ref={field}
        type="search"
        value={text}
        onChange={(event) => search(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label="Search the terminal"
        placeholder="Search the terminal"
        spellCheck={false}
        className="h-7 min-w-0 flex-1 rounded-control border border-line-strong bg-surface px-2 text-sm placeholder:text-ink-muted [&::-webkit-search-cancel-button]:hidden"
      />
      <span role="status" className="min-w-16 px-1 text-right text-sm text-ink-muted tabular-nums">
        {text !== "" && result ? matchWords(result) : ""}
      </span>
      <IconButton label="Previous match" onClick={() => screen.find(text, "previous")} disabled={text === ""}>
        <ChevronUp className="size-4" aria-hidden="true" />
      </IconButton>
      <IconButton label="Next match" onClick={() => screen.find(text, "next")} disabled={text === ""}>
        <ChevronDown className="size-4" aria-hidden="true" />
      </IconButton>
      <IconButton label="Close search" onClick={close}>
        <X className="size-4" aria-hidden="true" />
      </IconButton>
    </search>
  );
}

function matchWords({ current, total }: SearchResult): string {
  if (total === 0) return "Not found";
  return current === 0 ? `${total}` : `${current} of ${total}`;
}
