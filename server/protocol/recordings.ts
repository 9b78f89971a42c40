import { z } from "zod";

/** Names a recording in addresses: its session and its terminal. */
export const RecordingId = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.t\d{1,6}$/)
  .brand("RecordingId");
export type RecordingId = z.infer<typeof RecordingId>;

/** Where a learner's recordings are listed and deleted; below it, `/ID` deletes one and `/ID/cast` gives its file. */
export const RECORDINGS_PATH = "/api/recordings";

/** A recording as its learner sees it. Times are ISO 8601. */
export interface RecordingView {
  readonly id: RecordingId;
  readonly trackId: string;
  readonly lessonId: string;
  /** Name of the terminal's tab. */
  readonly terminal: string;
  readonly begunAt: string;
  /** From the beginning to the last output. */
  readonly seconds: number;
  readonly bytes: number;
  /** Its terminal is open: the recording goes on and cannot be deleted. */
  readonly open: boolean;
  /** Absent while the terminal is open. */
  readonly keptUntil?: string;
}

/** Newest first. */
export interface RecordingList {
  readonly recordings: readonly RecordingView[];
  readonly keptHours: number;
}
