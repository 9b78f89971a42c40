import type { LearnerId } from "../protocol/ids.ts";
import type { RecordingShelf } from "../sessions/recordings/recording-shelf.ts";
import type { Answer } from "./answer.ts";

/** The learner's own recordings. */
export async function getRecordings(learnerId: LearnerId, shelf: RecordingShelf): Promise<Answer> {
  return { status: 200, json: await shelf.list(learnerId) };
}
