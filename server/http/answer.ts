import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { ErrorCode, ReplyError } from "../protocol/reply.ts";
import { REQUEST_ID_HEADER } from "./request-id.ts";

/** A body that is made while it is sent. `done` is called once, when it is sent or given up. */
export interface StreamedBody {
  readonly type: string;
  readonly body: AsyncIterable<string>;
  done(): void;
}

/** What a handler answers; at most one of `json`, `error`, `text` and `stream` makes the body. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  /** Goes out as `{ error: { code, message, requestId } }`. */
  readonly error?: ReplyError;
  readonly text?: { readonly type: string; readonly body: string };
  readonly stream?: StreamedBody;
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

/** Resolves when all is handed over; rejects when a body that is made meanwhile could not be made. */
export async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const body = bodyOf(answer, response.getHeader(REQUEST_ID_HEADER));
  const type = answer.stream?.type ?? body?.type;
  response.writeHead(answer.status, {
    ...(type === undefined ? {} : { "content-type": type }),
    "cache-control": "no-store",
    ...answer.headers,
  });
  if (answer.stream === undefined) response.end(body?.body);
  else await sendStream(response, answer.stream);
}

async function sendStream(response: ServerResponse, { body, done }: StreamedBody): Promise<void> {
  try {
    if (response.req.method === "HEAD") response.end();
    else await pipeline(body, response);
  } catch (error) {
    // Whoever asked has left.
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  } finally {
    done();
  }
}
