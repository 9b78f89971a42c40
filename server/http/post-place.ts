import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { LessonKey, ProgressStore } from "../progress/progress-store.ts";
import { type LearnerId, LessonId, TrackId } from "../protocol/ids.ts";
import { type Answer, problem } from "./answer.ts";
import { readJsonBody } from "./read-body.ts";

const Place = z.strictObject({ trackId: TrackId, lessonId: LessonId, step: z.int().min(1).max(100) });

export interface PostPlaceParts {
  readonly progress: ProgressStore;
  /** How many steps a lesson has; `undefined` = no such lesson. */
  readonly stepsOf: (lesson: LessonKey) => number | undefined;
}

/** Remembers where a learner is. 204, or a problem that says what was wrong. */
export async function postPlace(
  request: IncomingMessage,
  learnerId: LearnerId,
  parts: PostPlaceParts,
): Promise<Answer> {
  const parsed = Place.safeParse(await readJsonBody(request));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return problem(
      400,
      "bad-request",
      `${issue?.path.join(".") || "body"}: ${issue?.message ?? "not understood"}.`,
    );
  }
  const steps = parts.stepsOf(parsed.data);
  if (steps === undefined || parsed.data.step > steps) {
    return problem(404, "not-found", "There is no such lesson or step.");
  }
  await parts.progress.place(learnerId, parsed.data);
  return { status: 204 };
}
