"use client";

import { Trash2 } from "lucide-react";
import Link from "next/link";
import { useRef, useState } from "react";
import type { RecordingList, RecordingView } from "../../../server/protocol/recordings.ts";
import { lessonPath } from "../../_lib/course-paths.ts";
import { Button, buttonStyle } from "../ui/button.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { type LessonTitles, titleOf } from "./lesson-titles.ts";
import { RecordingEntry } from "./recording-entry.tsx";
import { keptWords } from "./recording-words.ts";
import { useRecordings } from "./use-recordings.ts";

/** What is about to be deleted, after a question. */
type Doomed = { readonly what: "all" } | { readonly what: "one"; readonly recording: RecordingView };

/** A learner's recordings by lesson, with what each state of them is called. */
export function RecordingsOverview({ titles }: { titles: LessonTitles }) {
  const { state, load, remove } = useRecordings();
  const [doomed, setDoomed] = useState<Doomed>();
  const heading = useRef<HTMLHeadingElement>(null);
  const ended = state.status === "ready" ? state.list.recordings.filter(({ open }) => !open) : [];
  return (
    <>
      <div className="self-start lg:sticky lg:top-14">
        <h1
          ref={heading}
          tabIndex={-1}
          className="text-[2.25rem] leading-[1.1] font-semibold tracking-[-0.03em] outline-none sm:text-[2.75rem]"
        >
          Recordings
        </h1>
        <p className="mt-3 max-w-md text-[1.0625rem] leading-relaxed text-ink-muted">
          What your terminals printed, to be played again, with a mark where each task passed. Only you can
          see them.
        </p>
        {state.status === "ready" && <KeptNote list={state.list} />}
        {ended.length > 1 && (
          <Button className="mt-5" look="danger" onClick={() => setDoomed({ what: "all" })}>
            <Trash2 className="size-4" aria-hidden="true" />
            Delete all {ended.length}
          </Button>
        )}
      </div>
      <div className="min-w-0">
        {state.status === "loading" && (
          <p role="status" className="text-ink-muted">
            Looking for your recordings.
          </p>
        )}
        {state.status === "failed" && (
          <div role="alert" className="rounded-panel border border-line p-5">
            <h2 className="text-lg font-semibold tracking-tight">Your recordings could not be listed</h2>
            <p className="mt-1.5 text-ink-muted">{state.message}</p>
            <Button className="mt-4" onClick={() => void load()}>
              Try again
            </Button>
          </div>
        )}
        {state.status === "ready" &&
          (state.list.recordings.length === 0 ? (
            <NoRecordings />
          ) : (
            <ByLesson
              recordings={state.list.recordings}
              titles={titles}
              onDelete={(recording) => setDoomed({ what: "one", recording })}
            />
          ))}
      </div>
      <DeleteDialog
        open={doomed !== undefined}
        title={
          doomed?.what === "one"
            ? `Delete the recording of ${doomed.recording.terminal}?`
            : `Delete all ${ended.length} recordings?`
        }
        onDelete={() => remove(doomed?.what === "one" ? doomed.recording.id : undefined)}
        onClose={() => setDoomed(undefined)}
        onCloseFocus={() => heading.current?.focus({ preventScroll: true })}
      />
    </>
  );
}

function KeptNote({ list }: { list: RecordingList }) {
  return (
    <p className="mt-3 max-w-md text-sm leading-relaxed text-ink-muted">
      {list.keptHours === 0
        ? "Here they are removed when their terminal is closed."
        : `Each is kept for ${keptWords(list.keptHours)} after its terminal has closed or its machine has ended; when there is no more room, the oldest go first.`}
    </p>
  );
}

function NoRecordings() {
  return (
    <section aria-labelledby="no-recordings" className="rounded-panel border border-line p-5">
      <h2 id="no-recordings" className="text-lg font-semibold tracking-tight">
        No recordings yet
      </h2>
      <p className="mt-1.5 text-ink-muted">
        A terminal is recorded from its first prompt on. Open a lesson and run a command; then come back here.
      </p>
      <Link href="/" className={`${buttonStyle("primary")} mt-4`}>
        Choose a lesson
      </Link>
    </section>
  );
}

interface ByLessonProps {
  recordings: readonly RecordingView[];
  titles: LessonTitles;
  onDelete: (recording: RecordingView) => void;
}

/** The lesson of the newest recording first. */
function ByLesson({ recordings, titles, onDelete }: ByLessonProps) {
  const lessons = Map.groupBy(recordings, ({ trackId, lessonId }) => `${trackId}/${lessonId}`);
  return (
    <div className="flex flex-col gap-9">
      {[...lessons].map(([key, own]) => (
        <section key={key} aria-label={titleOf(titles, own[0] as RecordingView)}>
          <h2 className="pb-2.5 text-[0.9375rem] font-medium sm:px-3">
            <LessonLink recording={own[0] as RecordingView} titles={titles} />
          </h2>
          <ul className="border-t border-line">
            {own.map((recording) => (
              <RecordingEntry key={recording.id} recording={recording} onDelete={() => onDelete(recording)} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function LessonLink({ recording, titles }: { recording: RecordingView; titles: LessonTitles }) {
  const { trackId, lessonId } = recording;
  const title = titleOf(titles, recording);
  if (titles[`${trackId}/${lessonId}`] === undefined) return title;
  return (
    <Link
      href={lessonPath({ trackId, id: lessonId })}
      prefetch={false}
      className="text-accent underline underline-offset-3 hover:text-accent-strong"
    >
      {title}
    </Link>
  );
}
