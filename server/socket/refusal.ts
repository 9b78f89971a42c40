import type { ErrorCode } from "../protocol/reply.ts";

/** Refuses a whole connection. `data` tells the page that the sentence is the lab's and not the library's. */
export function refusal(code: ErrorCode, message: string): Error & { data: { code: ErrorCode } } {
  return Object.assign(new Error(message), { data: { code } });
}
