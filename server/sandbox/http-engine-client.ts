import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import type { Duplex } from "node:stream";
import type { EngineClient } from "./engine-client.ts";
import { followEvents } from "./event-stream.ts";
import { SandboxError } from "./sandbox-error.ts";

/** A busy sandbox's longest list, `/containers/json?all=1` with hundreds of containers, is below 1 MiB. */
const MAX_REPLY_BYTES = 4 * 1024 * 1024;
/** From connecting to the reply's last byte; an engine under load answers its lists well within a second. */
const REPLY_MS = 5000;
/** The engine's own headers take about 300 bytes. */
const MAX_HEADER_BYTES = 16 * 1024;
/** Interim replies (status 1xx) are legal and endless; the engine sends none. */
const MAX_INTERIM_REPLIES = 4;

interface PendingReply {
  readonly reply: Promise<IncomingMessage>;
  /** Closes the connection, also one that is still being made. */
  close(): void;
}

/**
 * An EngineClient that speaks HTTP/1.1 over the streams that `connect` opens, one a request. The peer is trusted in
 * nothing: size, time (`replyMs` until the last byte; for `follow` until the headers), headers and interim replies are
 * bounded, and every connection is closed when its call ends.
 */
export function createEngineClient(
  connect: () => Promise<Duplex>,
  { replyMs = REPLY_MS }: { replyMs?: number } = {},
): EngineClient {
  return {
    get: (path) => getJson(connect, path, replyMs),
    follow(path, onEvent, onEnd) {
      const { reply, close } = openReply(connect, path);
      const opened = within(replyMs, reply).then(requireOk);
      return followEvents(opened, close, onEvent, (error) => onEnd(error && asSandboxError(error)));
    },
  };
}

async function getJson(connect: () => Promise<Duplex>, path: string, replyMs: number): Promise<unknown> {
  const { reply, close } = openReply(connect, path);
  try {
    return await within(replyMs, reply.then(readJson));
  } catch (error) {
    throw asSandboxError(error);
  } finally {
    close();
  }
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  if (response.statusCode === 404) return undefined;
  requireOk(response);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_REPLY_BYTES) {
      throw new SandboxError({
        code: "internal",
        learnerMessage: "Your Docker Engine's answer is too long to read. Remove what you no longer need.",
        detail: `engine reply larger than ${MAX_REPLY_BYTES} bytes`,
      });
    }
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

function requireOk(response: IncomingMessage): IncomingMessage {
  if (response.statusCode !== 200) throw new Error(`engine replied with status ${response.statusCode}`);
  return response;
}

function openReply(connect: () => Promise<Duplex>, path: string): PendingReply {
  let stream: Duplex | undefined;
  let closed = false;
  const exchange = async () => {
    const connected = await connect();
    stream = connected;
    // Errors reach the request; one that comes after it is over must not end the process.
    connected.on("error", () => undefined);
    if (closed) connected.destroy();
    return await send(connected, path);
  };
  return {
    reply: exchange(),
    close() {
      closed = true;
      stream?.destroy();
    },
  };
}

function send(stream: Duplex, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({
      createConnection: () => stream,
      path,
      headers: { host: "engine", connection: "close" },
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    let interim = 0;
    sent.on("information", () => {
      interim += 1;
      if (interim > MAX_INTERIM_REPLIES) sent.destroy(new Error("engine sent interim replies only"));
    });
    const closed = () => reject(new Error("engine closed the connection"));
    sent.on("response", (response) => {
      // An error that nobody hears of is not made: its stack costs more than the request.
      sent.off("close", closed);
      resolve(response);
    });
    sent.on("upgrade", () => sent.destroy(new Error("engine changed the protocol")));
    sent.on("error", reject);
    sent.on("close", closed);
    sent.end();
  });
}

const tooLate = (ms: number): SandboxError =>
  new SandboxError({
    code: "timed-out",
    learnerMessage: "Your Docker Engine takes too long to answer. Wait a moment, then look again.",
    detail: `engine did not answer within ${ms} ms`,
  });

/** `work`, or a `timed-out` rejection. Whoever calls closes what the work holds. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLate(ms)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function asSandboxError(error: unknown): SandboxError {
  if (error instanceof SandboxError) return error;
  return new SandboxError({
    code: "engine-unreachable",
    learnerMessage:
      "Your Docker Engine does not answer. If you stopped it, start it again, or reset the machine.",
    detail: `engine: ${error instanceof Error ? error.message : String(error)}`,
    cause: error,
  });
}
