import { diskRecordings } from "./disk-recordings.ts";
import { startRecordingJanitor, sweepRecordings } from "./recording-janitor.ts";
import { type RecordingShelf, recordingShelf } from "./recording-shelf.ts";
import type { TerminalRecordings } from "./terminal-recordings.ts";

const HOUR_MS = 3_600_000;
const MB = 1_000_000;

export interface ArchiveParts {
  /** Absolute; of all recordings. */
  readonly folder: string;
  readonly kept: { readonly hours: number; readonly learnerMb: number; readonly totalMb: number };
  readonly onError: (message: string, error: unknown) => void;
}

export interface RecordingArchive {
  /** For those who write. */
  readonly recordings: TerminalRecordings;
  /** For those who read. */
  readonly shelf: RecordingShelf;
  /** Tidies up after a server before this one, then for as long as this one runs. `isLive`: it may open terminals. */
  tidy(isLive: (sessionId: string) => boolean): Promise<{ stop(): Promise<void> }>;
}

/** Recordings on disk with all that belongs to them. */
export function recordingArchive({ folder, kept, onError }: ArchiveParts): RecordingArchive {
  let lookAfter = () => {};
  const keptMs = kept.hours * HOUR_MS;
  const bounds = { keptMs, learnerBytes: kept.learnerMb * MB, totalBytes: kept.totalMb * MB };
  const recordings = diskRecordings({ folder, onError, onEnded: () => lookAfter() });
  const { isOpen } = recordings;
  return {
    recordings,
    shelf: recordingShelf({ folder, keptMs, isOpen, onRemoved: () => lookAfter() }),
    async tidy(isLive) {
      const parts = { folder, bounds, isOpen, isLive, onError };
      await sweepRecordings(parts, { alone: true }).catch((error) =>
        onError("recordings of before could not be tidied up", error),
      );
      const janitor = startRecordingJanitor(parts);
      lookAfter = janitor.look;
      return janitor;
    },
  };
}
