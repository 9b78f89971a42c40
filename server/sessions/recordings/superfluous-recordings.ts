import type { KeptRecording } from "./kept-recordings.ts";

/** More of one learner would only make lists long and disks full of small files. */
export const MAX_RECORDINGS_PER_LEARNER = 100;

export interface RecordingBounds {
  /** From the end of its terminal on. */
  readonly keptMs: number;
  readonly learnerBytes: number;
  /** Of all learners together. */
  readonly totalBytes: number;
}

/**
 * What has to go: all that was kept its time and, beyond the bounds, what ended longest ago. Open terminals count, but
 * what they have written stays: their screens come from it. Each of them is bounded by itself.
 */
export function superfluousRecordings(
  recordings: readonly KeptRecording[],
  { keptMs, learnerBytes, totalBytes }: RecordingBounds,
  now: number,
): KeptRecording[] {
  const isOver = ({ endedAt }: KeptRecording) => endedAt !== undefined && endedAt + keptMs <= now;
  const over = recordings.filter(isOver);
  const staying = recordings.filter((recording) => !isOver(recording));
  const beyondOwn = [...Map.groupBy(staying, ({ learnerId }) => learnerId).values()].flatMap((own) =>
    beyond(own, { bytes: learnerBytes, count: MAX_RECORDINGS_PER_LEARNER }),
  );
  const rest = staying.filter((recording) => !beyondOwn.includes(recording));
  return [...over, ...beyondOwn, ...beyond(rest, { bytes: totalBytes, count: Number.POSITIVE_INFINITY })];
}

function beyond(
  recordings: readonly KeptRecording[],
  most: { bytes: number; count: number },
): KeptRecording[] {
  let bytes = recordings.reduce((sum, recording) => sum + recording.bytes, 0);
  let count = recordings.length;
  const going: KeptRecording[] = [];
  const ended = recordings.filter(({ endedAt }) => endedAt !== undefined);
  for (const recording of ended.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))) {
    if (bytes <= most.bytes && count <= most.count) break;
    bytes -= recording.bytes;
    count -= 1;
    going.push(recording);
  }
  return going;
}
