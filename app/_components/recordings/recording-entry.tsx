import { Download, Play, Trash2 } from "lucide-react";
import Link from "next/link";
import type { RecordingView } from "../../../server/protocol/recordings.ts";
import { castAddress } from "../../_lib/recordings-client.ts";
import { Button, buttonStyle } from "../ui/button.tsx";
import { clockWords, sizeWords, spokenTime, whenWords } from "./recording-words.ts";

interface RecordingEntryProps {
  recording: RecordingView;
  onDelete: () => void;
}

/** One recording of a terminal, with what can be done with it. */
export function RecordingEntry({ recording, onDelete }: RecordingEntryProps) {
  const { id, terminal, begunAt, seconds, bytes, open, keptUntil } = recording;
  const name = `${terminal}, ${whenWords(begunAt)}`;
  return (
    <li
      data-recording={id}
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-b border-line py-4 sm:px-3"
    >
      <div className="min-w-0">
        <h3 className="leading-snug font-semibold tracking-tight break-words">{terminal}</h3>
        <p className="mt-0.5 text-[0.9375rem] text-ink-muted">
          <time dateTime={begunAt}>{whenWords(begunAt)}</time>
          {" · "}
          <span className="tabular-nums">
            <span aria-hidden="true">{clockWords(seconds)}</span>
            <span className="sr-only">{spokenTime(seconds)}</span>
          </span>
          {" · "}
          <span className="tabular-nums">{sizeWords(bytes)}</span>
        </p>
        <p className="mt-0.5 text-sm text-ink-muted">
          {open
            ? "Still open: it goes on, and can be deleted once its terminal is closed."
            : keptUntil !== undefined && `Kept until ${whenWords(keptUntil)}.`}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Link
          href={`/recordings/${id}`}
          prefetch={false}
          aria-label={`Play ${name}`}
          className={buttonStyle("secondary", "small")}
        >
          <Play className="size-3.5 fill-current" aria-hidden="true" />
          Play
        </Link>
        <a
          href={castAddress(id)}
          download
          aria-label={`Download ${name}`}
          className={buttonStyle("secondary", "small")}
        >
          <Download className="size-4" aria-hidden="true" />
          Download
        </a>
        {!open && (
          <Button size="small" look="danger" aria-label={`Delete ${name}`} onClick={onDelete}>
            <Trash2 className="size-4" aria-hidden="true" />
            Delete
          </Button>
        )}
      </div>
    </li>
  );
}
