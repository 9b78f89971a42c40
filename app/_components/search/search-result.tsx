import { clsx } from "clsx";
import { excerpt, highlighted, type Stretch } from "../../_lib/excerpt.ts";
import type { SearchHit } from "./course-index.ts";

interface SearchResultProps {
  id: string;
  hit: SearchHit;
  query: string;
  active: boolean;
  onPoint: () => void;
  onGo: () => void;
}

/** One place that fits. A link as well as an option, so that it can be opened in another tab. */
export function SearchResult({ id, hit, query, active, onPoint, onGo }: SearchResultProps) {
  return (
    <a
      id={id}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      href={hit.href}
      onPointerMove={() => active || onPoint()}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onGo();
      }}
      className={clsx("block scroll-my-1.5 rounded-control px-3 py-2", active && "bg-accent-soft")}
    >
      <span className="block text-sm text-ink-muted">{hit.where}</span>
      <span className="block leading-snug font-medium">
        <Stretches of={highlighted(hit.title, hit.terms)} />
      </span>
      {hit.text !== "" && (
        <span className="mt-0.5 line-clamp-2 block text-sm leading-normal text-ink-muted">
          <Stretches of={excerpt(hit.text, hit.terms, query)} />
        </span>
      )}
    </a>
  );
}

function Stretches({ of }: { of: readonly Stretch[] }) {
  return of.map(({ text, hit }, index) => {
    const key = `${index}-${text}`;
    return hit ? (
      <mark key={key} className="rounded-[2px] bg-warn-soft font-medium text-ink">
        {text}
      </mark>
    ) : (
      <span key={key}>{text}</span>
    );
  });
}
