"use client";

import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

type Announce = (words: string) => void;

const AnnounceContext = createContext<Announce>(() => undefined);

/** A voice for news that is seen by eye but not in focus: read out politely, never shown. */
export function Announcer({ children }: { children: ReactNode }) {
  const [news, setNews] = useState({ words: "", count: 0 });
  const announce = useCallback<Announce>(
    (words) => setNews((before) => ({ words, count: before.count + 1 })),
    [],
  );
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="log" aria-live="polite" aria-label="News" className="sr-only">
        <p key={news.count}>{news.words}</p>
      </div>
    </AnnounceContext>
  );
}

export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
