import http, { type IncomingHttpHeaders } from "node:http";
import { duplexPair } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { PageRequest } from "./page-request.ts";

/** A long course that somebody has finished is a long header. Bytes. */
const MAX_HEADER_BYTES = 256 * 1024;
/** Headers of one connection, and those that are made anew for each answer. */
const NOT_OF_PAGE = ["connection", "keep-alive", "transfer-encoding", "content-length", "date"];

export interface Drawing {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Whole answers of a handler of HTTP requests, which come to it over a connection within this process. */
export function drawer(handle: http.RequestListener): (request: PageRequest) => Promise<Drawing> {
  const server = http.createServer({ maxHeaderSize: MAX_HEADER_BYTES }, handle);

  function connect() {
    const [ours, theirs] = duplexPair();
    server.emit("connection", theirs);
    return ours;
  }

  return async ({ url, headers }) => {
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
    http.get({ path: url, headers, createConnection: connect }, resolve).once("error", reject);
    const answer = await promise;
    const kept = Object.entries(answer.headers).filter(([name]) => !NOT_OF_PAGE.includes(name));
    return {
      status: answer.statusCode ?? 0,
      headers: Object.fromEntries(kept),
      body: await buffer(answer),
    };
  };
}
