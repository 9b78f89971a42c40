import type { ServerResponse } from "node:http";
import type { ErrorCode, ReplyError } from "../protocol/reply.ts";
import { REQUEST_ID_HEADER } from "./request-id.ts";

/** What a handler answers; at most one of `json`, `error` and `text` makes the body. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  /** Goes out as `{ error: { code, message, requestId } }`. */
  readonly error?: ReplyError;
  readonly text?: { readonly type: string; readonly body: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error in the shape of every reply: a code and a sentence. */
export const problem = (
  status: number,
  code: ErrorCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ status, error: { code, message }, headers });

export const notAllowed = (allow: string, message: string): Answer =>
  problem(405, "bad-request", message, { allow });

function bodyOf(answer: Answer, requestId: unknown): { type: string; body: string } | undefined {
  if (answer.text !== undefined) return answer.text;
  const json = answer.error === undefined ? answer.json : { error: { ...answer.error, requestId } };
  return json === undefined
    ? undefined
    : { type: "application/json; charset=utf-8", body: JSON.stringify(json) };
}

export function send(response: ServerResponse, answer: Answer): void {
  const body = bodyOf(answer, response.getHeader(REQUEST_ID_HEADER));
  response.writeHead(answer.status, {
    ...(body === undefined ? {} : { "content-type": body.type }),
    "cache-control": "no-store",
    ...answer.headers,
  });
  response.end(body?.body);
}
