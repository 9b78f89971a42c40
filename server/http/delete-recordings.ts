import type { LearnerId } from "../protocol/ids.ts";
import type { RecordingId } from "../protocol/recordings.ts";
import type { RecordingShelf } from "../sessions/recordings/recording-shelf.ts";
import { type Answer, problem } from "./answer.ts";

/** One of the learner's own recordings or, without an id, all of them but those of open terminals. */
export async function deleteRecordings(
  learnerId: LearnerId,
  shelf: RecordingShelf,
  id?: RecordingId,
): Promise<Answer> {
  if (id === undefined) {
    await shelf.removeAll(learnerId);
    return { status: 204 };
  }
  switch (await shelf.remove(learnerId, id)) {
    case "removed":
      return { status: 204 };
    case "open":
      return problem(
        409,
        "not-ready",
        "This terminal is still open. Close it, then its recording can be deleted.",
      );
    case "not-found":
      return problem(404, "not-found", "There is no such recording of yours.");
  }
}
