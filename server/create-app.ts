import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { notAllowed, problem, send } from "./http/answer.ts";
import { type PostPlaceParts, postPlace } from "./http/post-place.ts";
import { proxyToPages } from "./http/proxy-to-pages.ts";
import { BodyError } from "./http/read-body.ts";
import { contentSecurityPolicy, makeNonce, SECURITY_HEADERS } from "./http/security-headers.ts";
import type { LearnerIdentity } from "./learners/identify-learner.ts";
import type { SessionRegistry } from "./sessions/session-registry.ts";
import { attachSocket } from "./socket/attach-socket.ts";
import type { SocketParts } from "./socket/learner-socket.ts";
import { isOriginAllowed } from "./socket/origin.ts";

export interface AppParts extends Omit<SocketParts, "identify">, PostPlaceParts {
  readonly identity: LearnerIdentity;
  readonly registry: SessionRegistry;
  /** Unix socket of the pages process. */
  readonly pagesSocket: string;
  readonly health: () => { ok: boolean; parts: Readonly<Record<string, string>> };
}

export interface App {
  readonly server: http.Server;
  /** Tells every open page that the course has changed. */
  announceCourse(): void;
  close(): Promise<void>;
}

/** Our own endpoints, each with its one method. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ["/api/health", "GET"],
  ["/api/place", "POST"],
]);

/** The public server: live channel, the few endpoints of our own, and everything else to the pages. Does not listen. */
export function createApp(parts: AppParts): App {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

  async function endpoint(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const method = METHODS.get(path);
    if (method === undefined) {
      send(response, problem(404, "not-found", `There is nothing at ${path.slice(0, 100)}.`));
      return;
    }
    if (request.method !== method) {
      send(response, notAllowed(method, `${path} takes ${method} only.`));
      return;
    }
    if (path === "/api/health") {
      const health = parts.health();
      send(response, { status: health.ok ? 200 : 503, json: health });
      return;
    }
    if (!isOriginAllowed(request.headers.origin, request.headers.host, parts.origins)) {
      send(response, problem(403, "forbidden", "Another site may not write here."));
      return;
    }
    const learnerId = parts.identity.identify(request.headers.cookie);
    if (learnerId === undefined) {
      send(response, problem(403, "forbidden", "This browser sent no valid cookie. Reload the page."));
      return;
    }
    send(response, await postPlace(request, learnerId, parts));
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
    proxyToPages(
      request,
      response,
      { socketPath: parts.pagesSocket, agent },
      { "content-security-policy": policy, "x-nonce": nonce },
      added,
    );
  }

  const server = http.createServer(
    { maxHeaderSize: 16 * 1024, requestTimeout: 30_000 },
    (request, response) => {
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
      const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
      if (!path.startsWith("/api/")) {
        if (request.method === "GET" || request.method === "HEAD") page(request, response);
        else send(response, notAllowed("GET, HEAD", "Pages can only be read."));
        return;
      }
      endpoint(request, response, path).catch((error) => {
        if (response.headersSent) {
          response.destroy();
        } else if (error instanceof BodyError) {
          // What is left of the body is not read: the connection cannot be used again.
          send(response, {
            ...problem(error.status, "bad-request", error.message),
            headers: { connection: "close" },
          });
        } else {
          parts.log("a request failed", error);
          send(
            response,
            problem(500, "internal", "That did not work, for a reason the operator can find in the log."),
          );
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
    async close() {
      agent.destroy();
      const closed = io.close();
      // Not only idle ones, and not only those that still speak HTTP: a page that sleeps would answer no farewell.
      for (const connection of connections) connection.destroy();
      await closed;
    },
  };
}
