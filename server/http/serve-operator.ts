import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { LabStatus } from "../operator/lab-status.ts";
import type { OperatorAccess, Standing } from "../operator/operator-access.ts";
import { isOriginAllowed } from "../socket/origin.ts";
import { type Answer, problem } from "./answer.ts";
import { operatorPage, operatorPolicy, operatorRefusal } from "./operator-page.ts";
import { isForm, readFormBody, readJsonBody } from "./read-body.ts";
import { makeNonce } from "./security-headers.ts";

export interface OperatorParts {
  readonly access: OperatorAccess;
  readonly status: () => Promise<LabStatus>;
  /** Ends a session, by its id or its sandbox's. False = there is none. */
  readonly stop: (id: string) => Promise<boolean>;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
}

const Named = z.object({ id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/) });
const RETRY_AFTER = { "retry-after": "60" };
const TOO_MANY = "Too many wrong tokens came from this address. Wait a minute, then try again.";
const NOTICES: Readonly<Record<string, string>> = {
  stopped: "The session was ended and its machine removed. Its learner was told.",
  unknown: "There is no such session any more.",
};

/** Whoever has no right to an address learns no more about it than its name. */
function refused(standing: Standing, path: string): Answer {
  if (standing === "too-many") return problem(429, "too-many", TOO_MANY, RETRY_AFTER);
  return problem(404, "not-found", `There is nothing at ${path} without the operator's token.`);
}

/** `GET /metrics`: to this machine itself, or with the token. */
export async function getMetrics(
  request: IncomingMessage,
  { access, metrics }: OperatorParts,
): Promise<Answer> {
  const standing = await access.byBearer(request);
  if (standing !== "operator" && !(standing === "none" && access.isLocal(request))) {
    return refused(standing, "/metrics");
  }
  return { status: 200, text: { type: metrics.contentType, body: await metrics.text() } };
}

function page(
  status: number,
  nonce: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    text: { type: "text/html; charset=utf-8", body },
    headers: { "content-security-policy": operatorPolicy(nonce), ...headers },
  };
}

function pageRefused(standing: Standing): Answer {
  const nonce = makeNonce();
  if (standing === "too-many") return page(429, nonce, `${operatorRefusal(TOO_MANY, nonce)}`, RETRY_AFTER);
  const sentence =
    standing === "wrong"
      ? "The token in the address is not the operator's."
      : "This browser has not shown the operator's token, or it was a working day ago.";
  return page(403, nonce, `${operatorRefusal(sentence, nonce)}`);
}

/** `GET /operator`: the status page; with `?token=` only the way to it, so that no address holds the token. */
export async function getOperatorPage(request: IncomingMessage, parts: OperatorParts): Promise<Answer> {
  const { searchParams } = new URL(request.url ?? "/", "http://lab");
  const token = searchParams.get("token");
  if (token !== null) {
    const standing = await parts.access.byToken(request, token);
    if (standing !== "operator") return pageRefused(standing);
    const secure = request.headers["x-forwarded-proto"] === "https";
    return {
      status: 303,
      headers: { location: "/operator", "set-cookie": parts.access.issueCookie(secure) },
    };
  }
  const standing = await parts.access.byCookie(request);
  if (standing !== "operator") return pageRefused(standing);
  const nonce = makeNonce();
  const refreshes = searchParams.get("refresh") === "on";
  const notice = new Map(Object.entries(NOTICES)).get(searchParams.get("said") ?? "");
  return page(200, nonce, `${operatorPage(await parts.status(), { nonce, refreshes, notice })}`);
}

/** `GET /operator/status`: the same as JSON, for commands; with the token. */
export async function getOperatorStatus(request: IncomingMessage, parts: OperatorParts): Promise<Answer> {
  const standing = await parts.access.byBearer(request);
  if (standing !== "operator") return refused(standing, "/operator/status");
  return { status: 200, json: await parts.status() };
}

/** `POST /operator/stop`: a form from the page, by its cookie and from our own origin; or JSON, with the token. */
export async function postStop(
  request: IncomingMessage,
  parts: OperatorParts,
  origins: readonly string[],
): Promise<Answer> {
  const fromPage = isForm(request);
  const standing = await (fromPage ? parts.access.byCookie(request) : parts.access.byBearer(request));
  if (standing !== "operator") return refused(standing, "/operator/stop");
  const { origin, host } = request.headers;
  if (fromPage && (origin === undefined || !isOriginAllowed(origin, host, origins))) {
    return problem(403, "forbidden", "Only the status page itself may send this.");
  }
  const named = Named.safeParse(await (fromPage ? readFormBody(request) : readJsonBody(request)));
  const stopped = named.success && (await parts.stop(named.data.id));
  if (fromPage) {
    return { status: 303, headers: { location: `/operator?said=${stopped ? "stopped" : "unknown"}` } };
  }
  if (stopped) return { status: 200, json: { stopped: named.data.id } };
  return named.success
    ? problem(404, "not-found", `There is no session and no sandbox "${named.data.id}".`)
    : problem(400, "bad-request", 'Send { "id": "..." } with the id of a session or a sandbox.');
}
