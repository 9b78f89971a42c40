import { z } from "zod";
import type { ErrorCode } from "../../protocol/reply.ts";
import { Phase } from "./verbs.ts";

const CallId = z.int().min(1);
const ERROR_CODES = [
  "bad-request",
  "not-found",
  "forbidden",
  "too-many",
  "no-capacity",
  "not-ready",
  "sandbox-failed",
  "sandbox-gone",
  "engine-unreachable",
  "timed-out",
  "internal",
] as const satisfies readonly ErrorCode[];

/** A call. `sandbox`: whose method it is; absent = the driver's. */
export const Call = z.strictObject({
  call: CallId,
  verb: z.string().max(40),
  sandbox: z.string().max(64).optional(),
  args: z.array(z.unknown()).max(8),
});
export type Call = z.infer<typeof Call>;

/** What comes back: phases, then a result or an error. A call for a stream is answered by the stream itself. */
export const Answer = z.union([
  z.strictObject({ call: CallId, phase: Phase }),
  z.strictObject({
    call: CallId,
    error: z.strictObject({
      /** Absent: not for learners. */
      code: z.enum(ERROR_CODES).optional(),
      learnerMessage: z.string(),
      detail: z.string(),
    }),
  }),
  z.strictObject({ call: CallId, result: z.unknown().optional() }),
]);
export type Answer = z.infer<typeof Answer>;
