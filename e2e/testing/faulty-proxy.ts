import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";

/**
 * What becomes of WebSockets: `pass`; `refuse`, as many school and company proxies do; `swallow`, they open and nothing
 * ever comes through; or a time in milliseconds after which they go silent without being closed.
 */
export type Upgrades = "pass" | "refuse" | "swallow" | number;

export interface FaultyProxy {
  readonly url: string;
  upgrades: Upgrades;
  /** WebSockets that were let through. */
  readonly opened: number;
  /** Nothing moves, in old connections and new ones; nothing is lost either. */
  stall(): void;
  /** What was held moves on, late. */
  resume(): void;
  /** Nobody listens any more, and all connections end. */
  down(): Promise<void>;
  /** Listens again where it did. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** A proxy before the lab that reads each answer to its end before it passes it on, and has further faults on demand. */
export async function startFaultyProxy(target: string, upgrades: Upgrades = "pass"): Promise<FaultyProxy> {
  const { hostname, port: labPort } = new URL(target);
  const connections = new Set<Duplex>();
  let held = Promise.withResolvers<void>();
  held.resolve();
  let port = 0;
  let opened = 0;
  async function pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await buffer(request);
    await held.promise;
    const upstream = http.request({
      host: hostname,
      port: labPort,
      method: request.method,
      path: request.url,
      headers: { ...request.headers, connection: "close" },
    });
    response.once("close", () => upstream.destroy());
    upstream.end(body);
    const [answer] = (await once(upstream, "response")) as [http.IncomingMessage];
    const content = await buffer(answer);
    await held.promise;
    const { connection: _, "transfer-encoding": __, ...headers } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, { ...headers, "content-length": content.length });
    response.end(content);
  }

  function relay(from: Duplex, to: Duplex, isSilent: () => boolean): void {
    let order = Promise.resolve();
    from.on("data", (data) => {
      order = order.then(() => held.promise).then(() => void (isSilent() || to.write(data)));
    });
    from.on("close", () => to.destroy());
    from.on("error", () => to.destroy());
  }

  async function upgrade(request: http.IncomingMessage, client: Duplex): Promise<void> {
    await held.promise;
    const how = proxy.upgrades;
    if (how === "refuse") {
      client.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    const lab = net.connect(Number(labPort), hostname);
    connections.add(lab);
    lab.once("close", () => connections.delete(lab));
    const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
    lab.write([`GET ${request.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
    opened += 1;
    let silent = false;
    relay(client, lab, () => silent);
    relay(lab, client, () => silent);
    if (how === "swallow") lab.once("data", () => setImmediate(() => (silent = true)));
    if (typeof how === "number") setTimeout(() => (silent = true), how).unref();
  }

  const server = http.createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, client) => void upgrade(request, client));
  server.on("connection", (connection: Socket) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
    connection.on("error", () => connection.destroy());
  });

  async function up(): Promise<void> {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  }
  async function down(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    for (const connection of connections) connection.destroy();
    await closed;
  }
  const proxy: FaultyProxy = {
    upgrades,
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get opened() {
      return opened;
    },
    stall() {
      held = Promise.withResolvers<void>();
    },
    resume: () => held.resolve(),
    down,
    up,
    async stop() {
      held.resolve();
      if (server.listening) await down();
    },
  };
  await up();
  return proxy;
}
