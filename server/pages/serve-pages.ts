import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { makeNonce } from "../http/security-headers.ts";
import type { LearnerProgress } from "../progress/learner-progress.ts";
import { drawer } from "./draw.ts";
import { DrawnPage } from "./drawn-page.ts";
import { KeptPages } from "./kept-pages.ts";
import { type PageRequest, requestToKeep, withoutLearner } from "./page-request.ts";

/** A lesson's page is 0.2 MB: each in a few states. */
const MOST_KEPT_BYTES = 32_000_000;
/** What is built and the same for all: no page is drawn for it. */
const BUILT = "/_next/static/";
const NONCE = /^[A-Za-z0-9+/]{22}==$/;

export interface PagesParts {
  /** Next's own. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** What the learner of a `Cookie` header has done. */
  readonly progressOf: (cookie: string | undefined) => Promise<LearnerProgress>;
  /** Pages that depend on their request alone are drawn once. Not while lessons are written. */
  readonly keeps: boolean;
}

/**
 * Serves pages by way of Next, which never hears who reads them, only what they have done and how their page looks.
 * So a page can be drawn once for all to whom it is the same; each still gets it with a nonce of its own.
 */
export function servePages({ handle, progressOf, keeps }: PagesParts): RequestListener {
  const next: RequestListener = (request, response) => {
    handle(request, response).catch(() => response.destroy());
  };
  const draw = drawer(next);
  const kept = new KeptPages(MOST_KEPT_BYTES);

  function pass(request: IncomingMessage, response: ServerResponse, progress?: LearnerProgress): void {
    request.headers = withoutLearner(asked(request), progress).headers;
    next(request, response);
  }

  async function drawn(request: PageRequest): Promise<DrawnPage> {
    // Unknown to everybody but this process, and as good as any to React: nothing in a page can pass for it.
    const standIn = makeNonce();
    const policy = { "content-security-policy": `script-src 'nonce-${standIn}'` };
    return new DrawnPage(await draw({ ...request, headers: { ...request.headers, ...policy } }), standIn);
  }

  async function page(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const progress = await progressOf(request.headers.cookie).catch((error: unknown) => {
      console.error("what a learner has done could not be read:", error);
      return undefined;
    });
    const nonce = String(request.headers["x-nonce"]);
    const toKeep =
      keeps &&
      progress !== undefined &&
      NONCE.test(nonce) &&
      requestToKeep(request.method, asked(request), progress);
    if (!toKeep) {
      pass(request, response, progress);
      return;
    }
    send(await kept.get(JSON.stringify(toKeep), () => drawn(toKeep)), nonce, request, response);
  }

  return (request, response) => {
    if (request.url?.startsWith(BUILT)) pass(request, response);
    else page(request, response).catch(() => response.destroy());
  };
}

const asked = ({ url = "/", headers }: IncomingMessage): PageRequest => ({ url, headers });

function send(page: DrawnPage, nonce: string, request: IncomingMessage, response: ServerResponse): void {
  const gzip = takesGzip(request.headers["accept-encoding"]);
  const body = gzip ? page.gzip(nonce) : page.text(nonce);
  response.writeHead(page.status, {
    ...page.headers(nonce),
    "content-length": body.length,
    ...(gzip && { "content-encoding": "gzip" }),
  });
  response.end(body);
}

const takesGzip = (accepted: string | string[] = "") =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(String(accepted));
