"use client";

import { useEffect, useState } from "react";
import type { RecordingView } from "../../../server/protocol/recordings.ts";
import { fetchRecordings } from "../../_lib/recordings-client.ts";
import { whenWords } from "./recording-words.ts";

/** A machine takes a moment to end, and its terminals with it. */
const LOOK_AGAIN_MS = 1_000;

/** The newest recording of a lesson, once a machine of it is gone. Nothing where there is none, or none is kept. */
function useNewestOf(trackId: string, lessonId: string): RecordingView | undefined {
  const [newest, setNewest] = useState<RecordingView>();
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const { recordings } = await fetchRecordings();
      if (gone) return;
      const found = recordings.find((each) => each.trackId === trackId && each.lessonId === lessonId);
      setNewest(found);
      if (found?.open) timer = setTimeout(lookOrLeave, LOOK_AGAIN_MS);
    };
    // An offer beside the news that matters: where it cannot be made, the list of recordings says why.
    const lookOrLeave = () => void look().catch(() => setNewest(undefined));
    lookOrLeave();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [trackId, lessonId]);
  return newest;
}

/** Says that what the ended machine's terminals printed is still there, and until when. */
export function KeptRecordings({ trackId, lessonId }: { trackId: string; lessonId: string }) {
  const newest = useNewestOf(trackId, lessonId);
  if (newest === undefined) return null;
  const { keptUntil } = newest;
  return (
    <p className="mt-3">
      Your terminal's recording is kept{keptUntil !== undefined && ` until ${whenWords(keptUntil)}`}.{" "}
      <a href="/recordings" className="text-accent underline underline-offset-3 hover:text-accent-strong">
        See your recordings
      </a>
    </p>
  );
}
