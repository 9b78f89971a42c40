import { headers } from "next/headers";
import {
  type LearnerProgress,
  PROGRESS_HEADER,
  readProgress,
} from "../../server/progress/learner-progress.ts";

/** What whoever reads the page has done; who that is, no page knows. */
export async function learnerProgress(): Promise<LearnerProgress> {
  return readProgress((await headers()).get(PROGRESS_HEADER));
}
