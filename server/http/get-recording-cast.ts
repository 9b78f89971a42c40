import type { LearnerId } from "../protocol/ids.ts";
import type { RecordingId } from "../protocol/recordings.ts";
import type { CastDownload, RecordingShelf } from "../sessions/recordings/recording-shelf.ts";
import { type Answer, problem } from "./answer.ts";

/** Each holds a piece of a recording in memory. */
const MAX_DOWNLOADS = 3;
/** Whatever the file says, nothing of it runs where it comes from. */
const AS_DATA = "default-src 'none'; sandbox";

/** `slipway-your-first-container-web-server-20260501-1000.cast` */
export function castFileName({ lessonId, terminal, begunAt }: Omit<CastDownload, "content">): string {
  const time = begunAt.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 13);
  const words = terminal.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return `${["slipway", lessonId, ...words, time].join("-")}.cast`;
}

/** The file of one of the learner's own recordings; a few at a time. */
export function castDownloads(shelf: RecordingShelf) {
  const underWay = new Map<LearnerId, number>();
  const count = (learnerId: LearnerId, by: 1 | -1) => {
    const downloads = (underWay.get(learnerId) ?? 0) + by;
    if (downloads === 0) underWay.delete(learnerId);
    else underWay.set(learnerId, downloads);
  };
  return async (learnerId: LearnerId, id: RecordingId): Promise<Answer> => {
    const download = await shelf.open(learnerId, id);
    if (download === undefined) return problem(404, "not-found", "There is no such recording of yours.");
    if ((underWay.get(learnerId) ?? 0) >= MAX_DOWNLOADS) {
      const sentence = `${MAX_DOWNLOADS} recordings are on their way to you. Wait for one of them to arrive.`;
      return problem(429, "too-many", sentence, { "retry-after": "5" });
    }
    count(learnerId, 1);
    return {
      status: 200,
      stream: {
        type: "application/x-asciicast",
        body: download.content,
        done: () => count(learnerId, -1),
      },
      headers: {
        "content-disposition": `attachment; filename="${castFileName(download)}"`,
        "content-security-policy": AS_DATA,
      },
    };
  };
}
