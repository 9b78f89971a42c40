import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { HandoverCodes } from "../learners/handover-codes.ts";
import type { LearnerIdentity } from "../learners/identify-learner.ts";
import type { ProgressStore } from "../progress/progress-store.ts";
import { type HandoverFault, readHandoverCode } from "../protocol/handover-code.ts";
import type { LearnerId } from "../protocol/ids.ts";
import { type Answer, problem } from "./answer.ts";
import { readFormBody } from "./read-body.ts";

export interface HandOverParts {
  readonly codes: HandoverCodes;
  readonly identity: LearnerIdentity;
  readonly progress: ProgressStore;
  /** This browser is another learner from now on: its open pages have to come again. */
  readonly left: (learnerId: LearnerId) => void;
}

const Typed = z.object({ code: z.string().max(100) });

/** `POST /api/handover-code`: a code by which another browser goes on as this learner. */
export async function postHandoverCode(learnerId: LearnerId, codes: HandoverCodes): Promise<Answer> {
  const made = await codes.make(learnerId);
  return made === undefined
    ? problem(429, "too-many", "Many codes were made in a short time. Wait ten minutes, then make another.")
    : { status: 200, json: made };
}

/**
 * `POST /api/handover`: the form of `/continue`. Right: this browser gets the cookie of the code's learner, who also
 * gets what was passed here. Wrong: back to the form, which says what was wrong.
 */
export async function postHandover(
  request: IncomingMessage,
  here: LearnerId,
  { codes, identity, progress, left }: HandOverParts,
): Promise<Answer> {
  // A form of another site could send it, by a browser that tells nobody where it comes from.
  if (request.headers.origin === undefined) {
    return problem(403, "forbidden", "Only this lab's own page may send this.");
  }
  const typed = Typed.safeParse(await readFormBody(request));
  const code = typed.success ? readHandoverCode(typed.data.code) : undefined;
  if (code === undefined) return backToForm("wrong");
  const taken = await codes.take(code, { taker: here, address: request.socket.remoteAddress ?? "" });
  if (taken.result !== "taken") return backToForm(taken.result);
  await progress.adopt(here, taken.learnerId);
  left(here);
  const place = await progress.placeOf(taken.learnerId);
  const secure = request.headers["x-forwarded-proto"] === "https";
  return {
    status: 303,
    headers: {
      location: place ? `/learn/${place.trackId}/${place.lessonId}?step=${place.step}` : "/",
      "set-cookie": identity.setCookieFor(taken.learnerId, secure),
    },
  };
}

const backToForm = (fault: HandoverFault): Answer => ({
  status: 303,
  headers: { location: `/continue?said=${fault}` },
});
