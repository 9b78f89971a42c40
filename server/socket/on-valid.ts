import type { ZodType, z } from "zod";
import { makeRequestId } from "../http/request-id.ts";
import { type ErrorCode, failure, type Reply, type ReplyError } from "../protocol/reply.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

/** `facts` help to find the line again: the id of a request above all, which whoever made it was told. */
export type Log = (message: string, error: unknown, facts?: Readonly<Record<string, string>>) => void;

/** A request of the live channel that was answered. `detail`: why not, for the operator, where there is more to say. */
export interface AnsweredLiveRequest {
  readonly requestId: string;
  readonly event: string;
  readonly outcome: ErrorCode | "ok";
  readonly milliseconds: number;
  readonly detail?: string;
}

/** What every handler of one connection shares. */
export interface Edge {
  readonly log: Log;
  /** Tells the page about a message that has no reply. */
  readonly refuse: (error: ReplyError) => void;
  /** False = this connection has asked for too much lately. */
  readonly mayAsk: () => boolean;
  /** Hears how each request ended. */
  readonly replied?: (request: AnsweredLiveRequest) => void;
}

/** A fault may quote the sender's own words: no more of them go back than a person would read. */
const MAX_SENTENCE_CHARS = 300;
const TOO_MANY = failure("too-many", "This page asks for too much at a time. Wait a minute, then reload it.");

/** What may leave the server about an error: its code and sentence if it is one of ours, else `internal`, logged once. */
function replyErrorOf(error: unknown, event: string, log: Log, requestId = makeRequestId()): ReplyError {
  if (error instanceof SandboxError) return { code: error.code, message: error.learnerMessage };
  log("a request failed", error, { requestId, event });
  return {
    code: "internal",
    message: `That did not work, for a reason the operator can find in the log under ${requestId}. Try again.`,
  };
}

function notUnderstood(event: string, error: z.ZodError): ReplyError {
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : ` at "${issue.path.join(".")}"`;
  const fault = `${where}: ${issue?.message ?? "unknown fault"}`.slice(0, MAX_SENTENCE_CHARS);
  return {
    code: "bad-request",
    message: `The message "${event}" was not understood${fault}. Reload the page if this goes on.`,
  };
}

/** A request with a reply: parsed once, here; behind it everything is typed. Never throws, always answers. */
export function onRequest<T, R>(
  event: string,
  schema: ZodType<T>,
  edge: Edge,
  handler: (input: T) => Promise<Reply<R>>,
): (payload: unknown, reply: unknown) => void {
  return (payload, respond) => {
    if (typeof respond !== "function") {
      edge.refuse({
        code: "bad-request",
        message: `The message "${event}" needs one payload and asks for a reply. Reload the page if this goes on.`,
      });
      return;
    }
    const requestId = makeRequestId();
    const begun = performance.now();
    const reply = (answer: Reply<R>, detail?: string) => {
      edge.replied?.({
        requestId,
        event,
        outcome: answer.ok ? "ok" : answer.error.code,
        milliseconds: Math.round(performance.now() - begun),
        ...(detail === undefined ? {} : { detail }),
      });
      respond(answer);
    };
    if (!edge.mayAsk()) {
      reply(TOO_MANY);
      return;
    }
    const parsed = schema.safeParse(payload);
    if (!parsed.success) {
      reply({ ok: false, error: notUnderstood(event, parsed.error) });
      return;
    }
    handler(parsed.data).then(
      (answer) => reply(answer),
      (error) =>
        reply(
          { ok: false, error: replyErrorOf(error, event, edge.log, requestId) },
          error instanceof SandboxError ? error.message : undefined,
        ),
    );
  };
}

/** A message without a reply. What is refused or fails is told by `refuse`; never throws. */
export function onMessage<T>(
  event: string,
  schema: ZodType<T>,
  edge: Edge,
  handler: (input: T) => void,
): (payload: unknown) => void {
  return (payload) => {
    const parsed = schema.safeParse(payload);
    if (!parsed.success) {
      edge.refuse(notUnderstood(event, parsed.error));
      return;
    }
    try {
      handler(parsed.data);
    } catch (error) {
      edge.refuse(replyErrorOf(error, event, edge.log));
    }
  };
}
