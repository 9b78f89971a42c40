import { answerCheckOf, type CheckSpec } from "../lessons/schema.ts";

/** Whether the check waits for a typed answer, alone or among others: it is then looked at when one is given. */
export function asksForAnswer(check: CheckSpec): boolean {
  return answerCheckOf(check) !== undefined;
}
