import http from "node:http";
import { type Duplex, duplexPair } from "node:stream";

/** One connection to an engine with nothing on it: no containers, no images, a stream of no events. */
export function createFakeEngine(): Duplex {
  const [near, far] = duplexPair();
  const server = http.createServer((request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "").replace(/^\/v[\d.]+/, "");
    if (path === "/_ping") return void response.end("OK");
    if (path === "/events") {
      // With an end in time it is a question about the past, in which nothing happened.
      if (request.url?.includes("until=")) return void response.end();
      return void response.writeHead(200).flushHeaders();
    }
    if (path === "/containers/json" || path === "/images/json") return void json(response, 200, []);
    if (path === "/volumes") return void json(response, 200, { Volumes: [], Warnings: null });
    if (path === "/info") {
      return void json(response, 200, { ServerVersion: "0.0.0-fake", OperatingSystem: "none", Name: "lab" });
    }
    json(response, 404, { message: "page not found" });
  });
  server.emit("connection", far);
  return near;
}

function json(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
