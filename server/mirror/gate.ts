import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Credentials } from "./hub-certificate.ts";
import { describeNoWayOut, type HubState, registryError } from "./refusals.ts";
import { type Source, sourcesForPath } from "./route.ts";
import { ask, type Upstream } from "./upstream.ts";

/** A pull opens a handful; this many serve hundreds of learners and bound what one can take. */
const MAX_CONNECTIONS = 2_048;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_PATH_CHARACTERS = 2_048;
/** A connection on which nothing moves is ended. Milliseconds. */
const IDLE_MS = 60_000;
const HEAD_DEADLINE_MS = 15_000;
/** A hub that failed is left alone for so long, so that not every pull waits for it. Milliseconds. */
const HUB_REST_MS = 20_000;

export interface GateSettings {
  readonly local: Upstream;
  readonly hub: Upstream | undefined;
  readonly imageNames: readonly string[];
  /** Whether the registry of the lab's own images runs. */
  readonly registryUp: () => boolean;
}

const REPLY_HEADERS = [
  "content-type",
  "content-length",
  "content-range",
  "accept-ranges",
  "docker-content-digest",
  "docker-distribution-api-version",
  "etag",
  "link",
];

function refuse(response: http.ServerResponse, status: number, code: string, message: string): void {
  const body = registryError(code, message);
  response
    .writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      // What the client may still send is not read.
      connection: "close",
    })
    .end(body);
}

/** The hub is broken, or has had enough of us: no word on whether it has the image. */
const isTrouble = (status = 500): boolean => status === 429 || status >= 500;

/**
 * The only thing of the lab that every sandbox can reach: passes pulls on to the registries and turns everything else
 * down, in words. Asked to open a way to the internet it says what images there are, since Docker shows that answer.
 */
class Gate {
  readonly #settings: GateSettings;
  readonly #agent = new http.Agent({ keepAlive: true, maxFreeSockets: 16 });
  #hubRestsUntil = 0;

  constructor(settings: GateSettings) {
    this.#settings = settings;
  }

  async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = request.url ?? "";
    if (request.method !== "GET" && request.method !== "HEAD") {
      refuse(
        response,
        405,
        "UNSUPPORTED",
        "This lab's image store is read-only: pull from it, do not push to it.",
      );
      return;
    }
    const sources = url.length <= MAX_PATH_CHARACTERS ? sourcesForPath(url.split("?")[0] ?? "") : undefined;
    if (sources === undefined) {
      refuse(response, 404, "UNSUPPORTED", "This lab has no internet; here is nothing but its image store.");
      return;
    }
    if (
      request.headers["transfer-encoding"] !== undefined ||
      Number(request.headers["content-length"] ?? 0) > 0
    ) {
      refuse(response, 413, "SIZE_INVALID", "A pull has nothing to send.");
      return;
    }
    const answer = await this.#firstGoodAnswer(sources, request);
    if (answer === undefined) {
      refuse(response, 503, "UNAVAILABLE", "This lab's image store is starting again. Try in a few seconds.");
      return;
    }
    const headers = Object.fromEntries(
      REPLY_HEADERS.flatMap((name) => {
        const value = answer.headers[name];
        return value === undefined ? [] : [[name, value]];
      }),
    );
    response.writeHead(answer.statusCode ?? 502, headers);
    await pipeline(answer, response);
  }

  refuseTunnel(request: http.IncomingMessage, socket: Duplex): void {
    const { imageNames, registryUp } = this.#settings;
    const host = (request.url ?? "").replace(/:\d+$/, "").slice(0, 100);
    const sentence = describeNoWayOut(host, { imageNames, registryUp: registryUp(), hub: this.#hubState() });
    socket.on("error", () => socket.destroy());
    socket.end(`HTTP/1.1 404 ${sentence}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`, () =>
      socket.destroy(),
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  #hubState(): HubState {
    if (this.#settings.hub === undefined) return "absent";
    return performance.now() < this.#hubRestsUntil ? "silent" : "answering";
  }

  /** The first answer that is no error; else the lab's own refusal; `undefined` when nobody answered. */
  async #firstGoodAnswer(
    sources: readonly Source[],
    request: http.IncomingMessage,
  ): Promise<http.IncomingMessage | undefined> {
    let refusal: http.IncomingMessage | undefined;
    for (const source of sources) {
      const answer = await this.#askSource(source, request);
      if (answer === undefined) continue;
      if ((answer.statusCode ?? 500) < 400) {
        refusal?.resume();
        return answer;
      }
      if (source === "local") refusal = answer;
      else answer.resume();
    }
    return refusal;
  }

  async #askSource(source: Source, request: http.IncomingMessage): Promise<http.IncomingMessage | undefined> {
    const { hub, local } = this.#settings;
    const upstream = source === "local" ? local : this.#hubState() === "answering" ? hub : undefined;
    if (upstream === undefined) return undefined;
    try {
      const answer = await ask(upstream, request, this.#agent);
      if (source === "hub" && isTrouble(answer.statusCode)) this.#letHubRest();
      return answer;
    } catch {
      if (source === "hub") this.#letHubRest();
      return undefined;
    }
  }

  #letHubRest(): void {
    this.#hubRestsUntil = performance.now() + HUB_REST_MS;
  }
}

export interface GateServers {
  /** The engine's mirror and HTTP proxy. */
  readonly plain: http.Server;
  /** The same images under the name of Docker Hub's registry, for clients that go there by themselves. */
  readonly secure: https.Server;
}

/** Makes the gate's two servers, not yet listening. */
export function createGate(settings: GateSettings, credentials?: Credentials): GateServers {
  const gate = new Gate(settings);
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEAD_DEADLINE_MS,
    requestTimeout: HEAD_DEADLINE_MS,
  };
  const listener: http.RequestListener = (request, response) => {
    gate.handle(request, response).catch(() => response.destroy());
  };
  const plain = http.createServer(limits, listener);
  const secure = https.createServer(
    { ...limits, ...credentials, handshakeTimeout: HEAD_DEADLINE_MS },
    listener,
  );
  for (const server of [plain, secure]) {
    server.maxConnections = MAX_CONNECTIONS;
    server.timeout = IDLE_MS;
  }
  plain.on("connect", (request, socket) => gate.refuseTunnel(request, socket));
  plain.on("close", () => gate.close());
  return { plain, secure };
}
