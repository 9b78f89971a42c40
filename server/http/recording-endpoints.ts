import type { LearnerId } from "../protocol/ids.ts";
import { RECORDINGS_PATH, RecordingId } from "../protocol/recordings.ts";
import type { RecordingShelf } from "../sessions/recordings/recording-shelf.ts";
import { type Answer, problem } from "./answer.ts";
import { deleteRecordings } from "./delete-recordings.ts";
import { type Endpoint, type LearnerAnswer, READ } from "./endpoint.ts";
import { castDownloads } from "./get-recording-cast.ts";
import { getRecordings } from "./get-recordings.ts";

const ONE = new RegExp(`^${RECORDINGS_PATH}/([^/]+)(/cast)?$`);

/** Which address of a learner's recordings takes what; `undefined`: it is none of them. */
export function recordingEndpoints(
  shelf: RecordingShelf,
  byLearner: (answer: LearnerAnswer) => Endpoint["answer"],
): (path: string) => Endpoint | undefined {
  const download = castDownloads(shelf);
  const all: Endpoint = {
    methods: [...READ, "DELETE"],
    answer: byLearner((request, learnerId) =>
      request.method === "DELETE" ? deleteRecordings(learnerId, shelf) : getRecordings(learnerId, shelf),
    ),
  };
  const named = (name: string, answer: (learnerId: LearnerId, id: RecordingId) => Promise<Answer>) =>
    byLearner((_request, learnerId) => {
      const id = RecordingId.safeParse(name);
      return id.success
        ? answer(learnerId, id.data)
        : problem(404, "not-found", "There is no such recording of yours.");
    });
  return (path) => {
    if (path === RECORDINGS_PATH) return all;
    const [, name, cast] = ONE.exec(path) ?? [];
    if (name === undefined) return undefined;
    return cast === undefined
      ? {
          methods: ["DELETE"],
          answer: named(name, (learnerId, id) => deleteRecordings(learnerId, shelf, id)),
        }
      : { methods: READ, answer: named(name, download) };
  };
}
