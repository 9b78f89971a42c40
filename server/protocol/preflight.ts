import { z } from "zod";
import type { Reply } from "./reply.ts";

/** Where a browser tries the way to the lab, on the path of the live channel: no lesson, no machine, no cookie needed. */
export const PREFLIGHT_NAMESPACE = "/preflight";

/** Round trips that one trial may ask for in a minute; the page needs about thirty. */
export const MAX_ECHOES = 200;

export const AskEcho = z.strictObject({ number: z.int().min(0).max(1_000_000) });
export type AskEcho = z.infer<typeof AskEcho>;

export interface Echo {
  readonly number: number;
  /** The connection came with a cookie that this lab has given. */
  readonly knowsCookie: boolean;
}

export interface PreflightClientEvents {
  "preflight:echo": (payload: AskEcho, reply: (r: Reply<Echo>) => void) => void;
}

export interface PreflightServerEvents {
  refused: (error: { code: string; message: string }) => void;
}
