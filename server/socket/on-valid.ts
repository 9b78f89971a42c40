import type { ZodType, z } from "zod";
import { failure, type Reply, type ReplyError } from "../protocol/reply.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";

export type Log = (message: string, error: unknown) => void;

/** What may leave the server about an error: its code and sentence if it is one of ours, else `internal`, logged once. */
export function replyErrorOf(error: unknown, log: Log): ReplyError {
  if (error instanceof SandboxError) return { code: error.code, message: error.learnerMessage };
  log("a request failed", error);
  return {
    code: "internal",
    message: "That did not work, for a reason the operator can find in the log. Try again.",
  };
}

function sentenceFor(event: string, error: z.ZodError): string {
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : ` at "${issue.path.join(".")}"`;
  return `The message "${event}" was not understood${where}: ${issue?.message ?? "unknown fault"}. Reload the page if this goes on.`;
}

/** A request with a reply: parsed once, here; behind it everything is typed. Never throws, always answers. */
export function onRequest<T, R>(
  event: string,
  schema: ZodType<T>,
  log: Log,
  handler: (input: T) => Promise<Reply<R>>,
): (payload: unknown, reply: unknown) => void {
  return (payload, reply) => {
    if (typeof reply !== "function") return;
    const parsed = schema.safeParse(payload);
    if (!parsed.success) {
      reply(failure("bad-request", sentenceFor(event, parsed.error)));
      return;
    }
    handler(parsed.data).then(
      (answer) => reply(answer),
      (error) => reply({ ok: false, error: replyErrorOf(error, log) }),
    );
  };
}

/** A message without a reply: what is refused is told by `refuse`. */
export function onMessage<T>(
  event: string,
  schema: ZodType<T>,
  refuse: (error: ReplyError) => void,
  handler: (input: T) => void,
): (payload: unknown) => void {
  return (payload) => {
    const parsed = schema.safeParse(payload);
    if (parsed.success) handler(parsed.data);
    else refuse({ code: "bad-request", message: sentenceFor(event, parsed.error) });
  };
}
