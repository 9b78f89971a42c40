import type { IncomingMessage } from "node:http";

/** The largest body any of our endpoints needs is a few hundred bytes. */
export const MAX_BODY_BYTES = 8 * 1024;

export class BodyError extends Error {
  readonly status: 400 | 413 | 415;
  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.name = "BodyError";
    this.status = status;
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new BodyError(413, `Send at most ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export const isForm = (request: IncomingMessage): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "");

/** The fields of a form, of at most MAX_BODY_BYTES; the first of each name counts. Rejects with a BodyError. */
export async function readFormBody(request: IncomingMessage): Promise<unknown> {
  const fields = new URLSearchParams(await readText(request));
  return Object.fromEntries([...fields].reverse());
}

/** A JSON body of at most MAX_BODY_BYTES. Rejects with a BodyError that says what was wrong. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) {
    throw new BodyError(415, "Send JSON, with the header Content-Type: application/json.");
  }
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyError(400, "The body is not valid JSON.");
  }
}
