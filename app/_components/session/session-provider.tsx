"use client";

import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import type { PassView } from "../../_lib/lesson-view-model.ts";
import { useAnnounce } from "../ui/announcer.tsx";
import { newsOf } from "./news-of.ts";
import { useCourseChanges } from "./use-course-changes.ts";
import { type LiveSession, useLiveSession } from "./use-live-session.ts";

const SessionContext = createContext<LiveSession | undefined>(undefined);

interface SessionProviderProps {
  trackId: string;
  lessonId: string;
  passed: readonly PassView[];
  /** Names of the terminals that the lesson opens. */
  terminals: readonly string[];
  /** Task id -> its title, to be read out when it ticks. */
  titles: Readonly<Record<string, string>>;
  children: ReactNode;
}

/** The lesson's live session for everything beneath, and its news for those who do not see the page. */
export function SessionProvider({ titles, children, ...lesson }: SessionProviderProps) {
  const session = useLiveSession(lesson);
  useCourseChanges(session.socket);
  const announce = useAnnounce();
  const before = useRef(session.live);
  useEffect(() => {
    const news = newsOf(before.current, session.live, titles);
    before.current = session.live;
    if (news) announce(news);
  }, [session.live, titles, announce]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): LiveSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error("invariant: used outside a SessionProvider");
  return session;
}
