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
/** A page is drawn in a tenth of a second; on a host that is far too busy this takes a while. Milliseconds. */
const PAGE_MS = 10_000;

const insteadOfPage = (title: string, words: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2"><title>${title}</title>
<body style="font:17px/1.6 system-ui;max-width:34rem;margin:20vh auto;padding:0 1rem">
<h1 style="font-size:1.4rem">${title}</h1>
<p>${words} The page loads again by itself; your machine and your progress are safe.</p>`;

const STARTING = insteadOfPage("The pages are starting", "This takes a few seconds.");
const NO_ANSWER = insteadOfPage(
  "The pages do not answer",
  "They are started again when this goes on for long; that takes a few seconds more.",
);

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
 * response. While the pages are not up, or do not answer within `pageMs`, answers 503 with a page that loads itself
 * again. A page that somebody already looks at needs nothing of this: its live channel goes on.
 */
export function proxyToPages(
  request: IncomingMessage,
  response: ServerResponse,
  { socketPath, agent, pageMs = PAGE_MS }: { socketPath: string; agent: http.Agent; pageMs?: number },
  extra: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): void {
  let instead = STARTING;
  let upstream = ask();
  // Not the socket's own time: where all sockets are taken by what hangs, a request has none yet.
  const deadline = setTimeout(() => {
    instead = NO_ANSWER;
    upstream.destroy(new Error("the pages took too long"));
  }, pageMs);
  response.once("close", () => upstream.destroy());

  function ask(): http.ClientRequest {
    const asked = http.request(
      {
        socketPath,
        agent,
        method: request.method,
        path: request.url,
        headers: { ...endToEnd(request.headers, OF_A_BODY), ...extra },
      },
      (page) => {
        clearTimeout(deadline);
        response.writeHead(page.statusCode ?? 502, { ...endToEnd(page.headers), ...added });
        page.pipe(response);
        page.once("error", () => response.destroy());
      },
    );
    asked.once("error", (error: NodeJS.ErrnoException) => {
      // The pages gave up a connection that was kept for later just as it was used: nobody has read the request.
      if (asked.reusedSocket && error.code === "ECONNRESET" && !response.headersSent && !response.destroyed) {
        upstream = ask();
        return;
      }
      clearTimeout(deadline);
      if (response.headersSent) {
        response.destroy();
        return;
      }
      response.writeHead(503, {
        ...added,
        "content-type": "text/html; charset=utf-8",
        "retry-after": "2",
      });
      response.end(instead);
    });
    asked.end();
    return asked;
  }
}
