import type { IncomingMessage } from "node:http";
import type { LearnerIdentity } from "../learners/identify-learner.ts";
import type { LearnerId } from "../protocol/ids.ts";
import { isOriginAllowed } from "../socket/origin.ts";
import { type Answer, problem } from "./answer.ts";

/** What an address takes, and how it answers. */
export interface Endpoint {
  readonly methods: readonly string[];
  readonly answer: (request: IncomingMessage) => Answer | Promise<Answer>;
}

export const READ = ["GET", "HEAD"];

export type LearnerAnswer = (request: IncomingMessage, learnerId: LearnerId) => Answer | Promise<Answer>;

/** Only to the learner as whom the browser is known; and what changes something, only from a page of our own. */
export function byLearner(
  { identity, origins }: { readonly identity: LearnerIdentity; readonly origins: readonly string[] },
  answer: LearnerAnswer,
): Endpoint["answer"] {
  return (request) => {
    const { origin, host, cookie } = request.headers;
    if (!READ.includes(request.method ?? "") && !isOriginAllowed(origin, host, origins)) {
      return problem(403, "forbidden", "Another site may not write here.");
    }
    const learnerId = identity.identify(cookie);
    return learnerId === undefined
      ? problem(403, "forbidden", "This browser sent no valid cookie. Reload the page.")
      : answer(request, learnerId);
  };
}
