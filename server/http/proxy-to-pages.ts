import http, { type IncomingMessage, type ServerResponse } from "node:http";

/** Headers that belong to one connection and not to the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** Pages are only read: a request's body goes no further, as one passed on unframed would be the next request. */
const OF_A_BODY = ["content-length", "expect"];
const PAGE_TIMEOUT_MS = 30_000;

const STARTING = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2"><title>Slipway is starting</title>
<body style="font:17px/1.6 system-ui;max-width:34rem;margin:20vh auto;padding:0 1rem">
<h1 style="font-size:1.4rem">The pages are starting</h1>
<p>This takes a few seconds. The page loads again by itself; your machine and your progress are safe.</p>`;

function endToEnd(
  headers: http.IncomingHttpHeaders,
  without: readonly string[] = [],
): http.OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name) && !without.includes(name)),
  );
}

/**
 * Passes a GET or HEAD on to the pages process on its unix socket. `extra` is added to the request, `added` to the
 * response. While the pages are not up, answers 503 with a page that loads itself again.
 */
export function proxyToPages(
  request: IncomingMessage,
  response: ServerResponse,
  target: { socketPath: string; agent: http.Agent },
  extra: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): void {
  const upstream = http.request(
    {
      socketPath: target.socketPath,
      agent: target.agent,
      method: request.method,
      path: request.url,
      headers: { ...endToEnd(request.headers, OF_A_BODY), ...extra },
      timeout: PAGE_TIMEOUT_MS,
    },
    (page) => {
      response.writeHead(page.statusCode ?? 502, { ...endToEnd(page.headers), ...added });
      page.pipe(response);
      page.once("error", () => response.destroy());
    },
  );
  upstream.once("timeout", () => upstream.destroy(new Error("the pages took too long")));
  upstream.once("error", () => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.writeHead(503, { ...added, "content-type": "text/html; charset=utf-8", "retry-after": "2" });
    response.end(STARTING);
  });
  response.once("close", () => upstream.destroy());
  upstream.end();
}
