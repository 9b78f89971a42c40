"use client";

import { ChevronLeft, Download, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { RecordingId, RecordingView } from "../../../server/protocol/recordings.ts";
import { lessonPath } from "../../_lib/course-paths.ts";
import { castAddress, deleteRecordings } from "../../_lib/recordings-client.ts";
import { DeleteDialog } from "../recordings/delete-dialog.tsx";
import { type LessonTitles, titleOf } from "../recordings/lesson-titles.ts";
import { sizeWords, whenWords } from "../recordings/recording-words.ts";
import { Button, buttonStyle } from "../ui/button.tsx";
import { ReplayPlayer } from "./replay-player.tsx";
import { useRecording } from "./use-recording.ts";

/** One recording, to be played; or what there is to say instead. */
export function RecordingReplay({ id, titles }: { id: RecordingId; titles: LessonTitles }) {
  const { state, load } = useRecording(id);
  return (
    <>
      <Link
        href="/recordings"
        className="inline-flex items-center gap-1 rounded-control text-sm text-ink-muted hover:text-ink"
      >
        <ChevronLeft className="size-4" aria-hidden="true" />
        All recordings
      </Link>
      {state.status === "ready" && (
        <>
          <ReplayHead recording={state.recording} titles={titles} />
          <ReplayPlayer cast={state.cast} />
        </>
      )}
      {state.status === "loading" && <Words title="Getting the recording">It is on its way.</Words>}
      {state.status === "gone" && (
        <Words title="There is no such recording">
          It was deleted, its time is over, or it is another learner's. The list has all that you have.
        </Words>
      )}
      {state.status === "failed" && (
        <Words title="The recording did not arrive">
          {state.message}
          <Button className="mt-4 flex" onClick={() => void load()}>
            Try again
          </Button>
        </Words>
      )}
    </>
  );
}

function Words({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div role="status" className="mt-6 max-w-lg">
      <h1 className="text-3xl font-semibold tracking-tight">{title}</h1>
      <div className="mt-2 text-ink-muted">{children}</div>
    </div>
  );
}

function ReplayHead({ recording, titles }: { recording: RecordingView; titles: LessonTitles }) {
  const { id, trackId, lessonId, terminal, begunAt, bytes, open, keptUntil } = recording;
  const [asking, setAsking] = useState(false);
  const router = useRouter();
  const remove = async () => {
    try {
      await deleteRecordings(id);
    } catch (error) {
      return (error as Error).message;
    }
    router.push("/recordings");
    return undefined;
  };
  return (
    <div className="mt-3 flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
      <div className="min-w-0">
        <h1 className="text-[1.75rem] leading-tight font-semibold tracking-[-0.02em] break-words sm:text-[2.125rem]">
          {terminal}
        </h1>
        <p className="mt-1 text-[0.9375rem] text-ink-muted">
          <Link
            href={lessonPath({ trackId, id: lessonId })}
            prefetch={false}
            className="text-accent underline underline-offset-3 hover:text-accent-strong"
          >
            {titleOf(titles, recording)}
          </Link>
          {" · "}
          <time dateTime={begunAt}>{whenWords(begunAt)}</time>
          {" · "}
          {open
            ? "still open: reload for what came since"
            : keptUntil !== undefined && `kept until ${whenWords(keptUntil)}`}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <a href={castAddress(id)} download className={buttonStyle("secondary")}>
          <Download className="size-4" aria-hidden="true" />
          Download ({sizeWords(bytes)})
        </a>
        {!open && (
          <Button look="danger" onClick={() => setAsking(true)}>
            <Trash2 className="size-4" aria-hidden="true" />
            Delete
          </Button>
        )}
      </div>
      <DeleteDialog
        open={asking}
        title={`Delete the recording of ${terminal}?`}
        onDelete={remove}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
