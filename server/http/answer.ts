import type { ServerResponse } from "node:http";
import type { ErrorCode } from "../protocol/reply.ts";

/** What a handler answers; `json` makes a body. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error in the shape of every reply: a code and a sentence. */
export const problem = (status: number, code: ErrorCode, message: string): Answer => ({
  status,
  json: { error: { code, message } },
});

export const notAllowed = (allow: string, message: string): Answer => ({
  ...problem(405, "bad-request", message),
  headers: { allow },
});

export function send(response: ServerResponse, answer: Answer): void {
  const body = answer.json === undefined ? undefined : JSON.stringify(answer.json);
  response.writeHead(answer.status, {
    ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
    "cache-control": "no-store",
    ...answer.headers,
  });
  response.end(body);
}
