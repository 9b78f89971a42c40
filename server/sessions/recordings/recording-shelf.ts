import type { LearnerId } from "../../protocol/ids.ts";
import type { RecordingId, RecordingList, RecordingView } from "../../protocol/recordings.ts";
import { castFile, readHead } from "./cast-file.ts";
import { NAMELESS } from "./disk-recording.ts";
import type { IsOpen } from "./disk-recordings.ts";
import { type KeptRecording, recordingsIn, sessionsOf } from "./kept-recordings.ts";
import { pieceFile, readSession } from "./recording-files.ts";
import { removeRecording } from "./recording-janitor.ts";

/** A recording to be downloaded. */
export interface CastDownload {
  readonly lessonId: string;
  readonly terminal: string;
  readonly begunAt: Date;
  /** The file, in parts. */
  readonly content: AsyncIterable<string>;
}

/** A learner's own recordings. What is another's is not there. */
export interface RecordingShelf {
  list(learnerId: LearnerId): Promise<RecordingList>;
  open(learnerId: LearnerId, id: RecordingId): Promise<CastDownload | undefined>;
  /** `open`: not while its terminal is. */
  remove(learnerId: LearnerId, id: RecordingId): Promise<"removed" | "open" | "not-found">;
  /** All but those of open terminals. */
  removeAll(learnerId: LearnerId): Promise<void>;
}

export interface ShelfParts {
  /** Absolute; of all recordings. */
  readonly folder: string;
  readonly keptMs: number;
  readonly isOpen: IsOpen;
  /** There is less to keep: folders may have become empty. */
  readonly onRemoved: () => void;
}

const HOUR_MS = 3_600_000;

export function recordingShelf({ folder, keptMs, isOpen, onRemoved }: ShelfParts): RecordingShelf {
  async function ownOf(learnerId: LearnerId): Promise<KeptRecording[]> {
    const sessions = await sessionsOf(folder, learnerId);
    return (await Promise.all(sessions.map((id) => recordingsIn(folder, { learnerId, id }, isOpen)))).flat();
  }

  async function find(learnerId: LearnerId, id: RecordingId): Promise<KeptRecording | undefined> {
    const [sessionId = "", terminalId] = id.split(".");
    const found = await recordingsIn(folder, { learnerId, id: sessionId }, isOpen);
    return found.find((recording) => recording.terminalId === terminalId);
  }

  async function viewOf(recording: KeptRecording): Promise<RecordingView | undefined> {
    const described = await describe(recording);
    if (described === undefined) return undefined;
    const { lesson, begun } = described;
    const { endedAt } = recording;
    return {
      id: `${recording.sessionId}.${recording.terminalId}` as RecordingId,
      ...lesson,
      terminal: recording.name ?? NAMELESS,
      begunAt: new Date(begun).toISOString(),
      seconds: Math.max(0, (recording.lastWritten - begun) / 1000),
      bytes: recording.bytes,
      open: endedAt === undefined,
      ...(endedAt !== undefined && { keptUntil: new Date(endedAt + keptMs).toISOString() }),
    };
  }

  return {
    async list(learnerId) {
      const views = await Promise.all((await ownOf(learnerId)).map(viewOf));
      return {
        recordings: views
          .filter((view) => view !== undefined)
          .sort((a, b) => b.begunAt.localeCompare(a.begunAt)),
        keptHours: keptMs / HOUR_MS,
      };
    },

    async open(learnerId, id) {
      const recording = await find(learnerId, id);
      if (recording === undefined) return undefined;
      const described = await describe(recording);
      if (described === undefined) return undefined;
      const terminal = recording.name ?? NAMELESS;
      return {
        lessonId: described.lesson.lessonId,
        terminal,
        begunAt: new Date(described.begun),
        content: castFile({ ...recording, id: recording.terminalId, title: terminal }),
      };
    },

    async remove(learnerId, id) {
      const recording = await find(learnerId, id);
      if (recording === undefined) return "not-found";
      if (recording.endedAt === undefined) return "open";
      await removeRecording(recording);
      onRemoved();
      return "removed";
    },

    async removeAll(learnerId) {
      const ended = (await ownOf(learnerId)).filter(({ endedAt }) => endedAt !== undefined);
      for (const recording of ended) await removeRecording(recording);
      onRemoved();
    },
  };
}

/** `begun`: milliseconds since 1970. `undefined`: nothing of it can be read. */
async function describe({ terminalId, folder, pieces }: KeptRecording) {
  const [first] = pieces;
  if (first === undefined) return undefined;
  const [lesson, head] = await Promise.all([
    readSession(folder),
    readHead(pieceFile(folder, terminalId, first)),
  ]);
  return lesson && head && { lesson, begun: head.timestamp * 1000 };
}
