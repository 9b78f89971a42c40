import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Answer, notAllowed, problem, send } from "./http/answer.ts";
import { byLearner, type Endpoint, type LearnerAnswer, READ } from "./http/endpoint.ts";
import { postHandover, postHandoverCode } from "./http/hand-over.ts";
import { type PostPlaceParts, postPlace } from "./http/post-place.ts";
import { proxyToPages } from "./http/proxy-to-pages.ts";
import { BodyError } from "./http/read-body.ts";
import { recordingEndpoints } from "./http/recording-endpoints.ts";
import { REQUEST_ID_HEADER, requestIdOf } from "./http/request-id.ts";
import { contentSecurityPolicy, makeNonce, SECURITY_HEADERS } from "./http/security-headers.ts";
import {
  getMetrics,
  getOperatorPage,
  getOperatorStatus,
  type OperatorParts,
  postStop,
} from "./http/serve-operator.ts";
import { HandoverCodes } from "./learners/handover-codes.ts";
import type { LearnerIdentity } from "./learners/identify-learner.ts";
import type { Readiness } from "./operator/readiness.ts";
import type { LearnerId } from "./protocol/ids.ts";
import type { RecordingShelf } from "./sessions/recordings/recording-shelf.ts";
import type { SessionRegistry } from "./sessions/session-registry.ts";
import { attachSocket, hangUp } from "./socket/attach-socket.ts";
import type { SocketParts } from "./socket/learner-socket.ts";

/** An HTTP request that was answered. Its query is left out: there may be a token in it. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
}

export interface AppParts extends Omit<SocketParts, "identify">, PostPlaceParts {
  readonly identity: LearnerIdentity;
  readonly registry: SessionRegistry;
  readonly recordings: RecordingShelf;
  /** Unix socket of the pages process. */
  readonly pagesSocket: string;
  readonly health: () => { ok: boolean; parts: Readonly<Record<string, string>> };
  readonly readiness: () => Promise<Readiness>;
  readonly operator: OperatorParts;
  readonly onAnswered: (request: AnsweredRequest) => void;
}

export interface App {
  readonly server: http.Server;
  /** Tells every open page that the course has changed. */
  announceCourse(): void;
  /** Connections of the live channel, by transport. */
  connections(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

const MAX_PATH_CHARS = 100;
/** By then a browser has put away a cookie that it was sent. Milliseconds. */
const COOKIE_KEPT_MS = 1_000;

/** The public server: live channel, the few endpoints of our own, and everything else to the pages. Does not listen. */
export function createApp(parts: AppParts): App {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

  const { operator } = parts;
  const codes = new HandoverCodes();
  const learners = (answer: LearnerAnswer) => byLearner(parts, answer);
  const recordingEndpoint = recordingEndpoints(parts.recordings, learners);
  const endpoints: ReadonlyMap<string, Endpoint> = new Map(
    Object.entries({
      "/healthz": { methods: READ, answer: () => ({ status: 200, json: { ok: true } }) },
      "/readyz": { methods: READ, answer: getReadiness },
      "/api/health": { methods: READ, answer: getHealth },
      "/api/place": {
        methods: ["POST"],
        answer: learners((request, learnerId) => postPlace(request, learnerId, parts)),
      },
      "/api/handover-code": {
        methods: ["POST"],
        answer: learners((_request, learnerId) => postHandoverCode(learnerId, codes)),
      },
      "/api/handover": {
        methods: ["POST"],
        answer: learners((request, learnerId) =>
          postHandover(request, learnerId, { ...parts, codes, left: hangUpSoon }),
        ),
      },
      "/metrics": { methods: READ, answer: (request) => getMetrics(request, operator) },
      "/operator": { methods: READ, answer: (request) => getOperatorPage(request, operator) },
      "/operator/status": { methods: READ, answer: (request) => getOperatorStatus(request, operator) },
      "/operator/stop": {
        methods: ["POST"],
        answer: (request) => postStop(request, operator, parts.origins),
      },
    } satisfies Record<string, Endpoint>),
  );
  const isOurs = (path: string) =>
    endpoints.has(path) || path.startsWith("/api/") || path.startsWith("/operator/");

  function hangUpSoon(learnerId: LearnerId): void {
    setTimeout(() => hangUp(io, learnerId), COOKIE_KEPT_MS).unref();
  }

  async function getReadiness(): Promise<Answer> {
    const readiness = await parts.readiness();
    return { status: readiness.ready ? 200 : 503, json: readiness };
  }

  function getHealth(): Answer {
    const health = parts.health();
    return { status: health.ok ? 200 : 503, json: health };
  }

  async function endpoint(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const found = endpoints.get(path) ?? recordingEndpoint(path);
    if (found === undefined) {
      await send(
        response,
        problem(404, "not-found", `There is nothing at ${path.slice(0, MAX_PATH_CHARS)}.`),
      );
      return;
    }
    if (!found.methods.includes(request.method ?? "")) {
      const allow = found.methods.join(", ");
      await send(response, notAllowed(allow, `${path} takes ${allow} only.`));
      return;
    }
    await send(response, await found.answer(request));
  }

  function tellAnswered(
    request: IncomingMessage,
    response: ServerResponse,
    { requestId, path }: { requestId: string; path: string },
  ): void {
    const begun = performance.now();
    response.once("finish", () => {
      parts.onAnswered({
        requestId,
        method: request.method ?? "",
        path: path.slice(0, MAX_PATH_CHARS),
        status: response.statusCode,
        milliseconds: Math.round(performance.now() - begun),
      });
    });
  }

  function page(request: IncomingMessage, response: ServerResponse): void {
    const nonce = makeNonce();
    const policy = contentSecurityPolicy(nonce);
    const known = parts.identity.identify(request.headers.cookie) !== undefined;
    const secure = request.headers["x-forwarded-proto"] === "https";
    const isDocument = request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
    const added = {
      ...SECURITY_HEADERS,
      "content-security-policy": policy,
      ...(known || !isDocument ? {} : { "set-cookie": parts.identity.issue().setCookie(secure) }),
    };
    const requestId = String(response.getHeader(REQUEST_ID_HEADER));
    proxyToPages(
      request,
      response,
      { socketPath: parts.pagesSocket, agent },
      { "content-security-policy": policy, "x-nonce": nonce, [REQUEST_ID_HEADER]: requestId },
      added,
    );
  }

  const server = http.createServer(
    { maxHeaderSize: 16 * 1024, requestTimeout: 30_000 },
    (request, response) => {
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
      const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
      const requestId = requestIdOf(request.headers[REQUEST_ID_HEADER]);
      response.setHeader(REQUEST_ID_HEADER, requestId);
      tellAnswered(request, response, { requestId, path });
      if (!isOurs(path)) {
        if (request.method === "GET" || request.method === "HEAD") page(request, response);
        else void send(response, notAllowed("GET, HEAD", "Pages can only be read."));
        return;
      }
      endpoint(request, response, path).catch((error) => {
        if (response.headersSent) {
          response.destroy();
          parts.log("an answer broke off", error, { requestId, path });
        } else if (error instanceof BodyError) {
          // What is left of the body is not read: the connection cannot be used again.
          void send(response, problem(error.status, "bad-request", error.message, { connection: "close" }));
        } else {
          parts.log("a request failed", error, { requestId, path });
          const sentence = `That did not work, for a reason the operator can find in the log under ${requestId}.`;
          void send(response, problem(500, "internal", sentence));
        }
      });
    },
  );
  const connections = new Set<Socket>();
  server.on("connection", (connection) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  const io = attachSocket(server, { ...parts, identify: (cookie) => parts.identity.identify(cookie) });

  return {
    server,
    announceCourse: () => void io.emit("course:changed"),
    connections() {
      const count = { polling: 0, websocket: 0 };
      for (const { conn } of io.sockets.sockets.values()) {
        if (conn.transport.name === "polling" || conn.transport.name === "websocket")
          count[conn.transport.name] += 1;
      }
      return count;
    },
    async close() {
      agent.destroy();
      const closed = io.close();
      // Not only idle ones, and not only those that still speak HTTP: a page that sleeps would answer no farewell.
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}
