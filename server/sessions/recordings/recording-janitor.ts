import { rm, rmdir } from "node:fs/promises";
import path from "node:path";
import type { LearnerId } from "../../protocol/ids.ts";
import type { IsOpen } from "./disk-recordings.ts";
import { type KeptRecording, learnersIn, recordingsIn, sessionsOf } from "./kept-recordings.ts";
import { isLearnerFolder, namesIn, readSession, sessionFile, sessionFolder } from "./recording-files.ts";
import { type RecordingBounds, superfluousRecordings } from "./superfluous-recordings.ts";

/** Time runs out without news. */
const ROUND_MS = 5 * 60_000;
/** However many terminals end, this long between two rounds: what comes in meanwhile is bounded by the disk's speed. */
const GAP_MS = 10_000;

export interface JanitorParts {
  /** Absolute; of all recordings. */
  readonly folder: string;
  readonly bounds: RecordingBounds;
  readonly isOpen: IsOpen;
  /** A session that may still open terminals. */
  readonly isLive: (sessionId: string) => boolean;
  readonly onError: (message: string, error: unknown) => void;
  readonly now?: () => number;
}

/** Removes recordings that were kept their time, or for which there is no room. One at a time; `look` asks for a round. */
export function startRecordingJanitor(
  parts: JanitorParts,
  { roundMs = ROUND_MS, gapMs = GAP_MS } = {},
): { look(): void; stop(): Promise<void> } {
  let round: Promise<void> | undefined;
  let gap: NodeJS.Timeout | undefined;
  let wanted = false;
  let stopped = false;

  function look(): void {
    if (stopped) return;
    if (round !== undefined || gap !== undefined) {
      wanted = true;
      return;
    }
    round = sweepRecordings(parts)
      .catch((error) => parts.onError("old recordings could not be removed", error))
      .finally(() => {
        round = undefined;
        gap = setTimeout(() => {
          gap = undefined;
          if (!wanted) return;
          wanted = false;
          look();
        }, gapMs);
      });
  }

  const rounds = setInterval(look, roundMs);
  return {
    look,
    async stop() {
      stopped = true;
      clearInterval(rounds);
      await round;
      clearTimeout(gap);
    },
  };
}

/**
 * One round. Rests on nothing but what lies there, so that it may be cut off anywhere and begun again. `alone`: nobody
 * writes yet, so that empty folders can go as well.
 */
export async function sweepRecordings(parts: JanitorParts, { alone = false } = {}): Promise<void> {
  const { folder: root, bounds, isOpen, now = Date.now } = parts;
  if (alone) await removeStrangers(root);
  const recordings: KeptRecording[] = [];
  const ended: { learnerId: LearnerId; id: string }[] = [];
  for (const learnerId of await learnersIn(root)) {
    for (const id of await sessionsOf(root, learnerId)) {
      const session = { learnerId, id };
      if (!parts.isLive(id) && !isOpen(id)) {
        ended.push(session);
        await removeRemains(sessionFolder(root, session));
      }
      recordings.push(...(await recordingsIn(root, session, isOpen)));
    }
  }
  for (const recording of superfluousRecordings(recordings, bounds, now())) await removeRecording(recording);
  for (const session of ended) await removeIfEmpty(sessionFolder(root, session));
  if (alone) for (const learnerId of await learnersIn(root)) await removeFolder(path.join(root, learnerId));
}

/** The pieces last: a round that is cut off leaves something that still counts and is found again. */
export async function removeRecording({ files }: KeptRecording): Promise<void> {
  for (const file of files.toReversed()) await rm(file, { force: true });
}

/** What is nobody's: of other versions of the lab. */
async function removeStrangers(root: string): Promise<void> {
  for (const name of await namesIn(root)) {
    if (!isLearnerFolder(name)) await rm(path.join(root, name), { recursive: true, force: true });
  }
}

/** Of an ended session: what a killed server left half written, or all of it where nobody knows what it was. */
async function removeRemains(folder: string): Promise<void> {
  if ((await readSession(folder)) === undefined) {
    await rm(folder, { recursive: true, force: true });
    return;
  }
  for (const name of await namesIn(folder)) {
    if (name.endsWith(".new")) await rm(path.join(folder, name), { force: true });
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  const names = await namesIn(folder);
  if (names.some((name) => name !== path.basename(sessionFile(folder)))) return;
  await rm(sessionFile(folder), { force: true });
  await removeFolder(folder);
}

/** Unless there is something in it. */
async function removeFolder(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "ENOENT") throw error;
  });
}
