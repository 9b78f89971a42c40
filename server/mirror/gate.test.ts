import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGate } from "./gate.ts";

let folder: string;
let servers: http.Server[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-test-"));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) server.close().closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

async function listen(server: http.Server, name: string): Promise<string> {
  const socketPath = path.join(folder, name);
  servers.push(server);
  await once(server.listen(socketPath), "listening");
  return socketPath;
}

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;
const says =
  (status: number, body: string): Handler =>
  (_request, response) =>
    void response.writeHead(status, { "content-type": "text/plain", "x-secret": "1" }).end(body);

async function startGate(facts: { local?: Handler; hub?: Handler | "down"; registryUp?: boolean }) {
  const local = await listen(http.createServer(facts.local ?? says(404, "unknown")), "local.sock");
  const hubPath = path.join(folder, "hub.sock");
  if (facts.hub !== undefined && facts.hub !== "down") await listen(http.createServer(facts.hub), "hub.sock");
  return listen(
    createGate({
      local: { socketPath: local, timeoutMs: 1_000 },
      hub: facts.hub === undefined ? undefined : { socketPath: hubPath, timeoutMs: 200 },
      imageNames: ["alpine:3.19", "nginx"],
      registryUp: () => facts.registryUp ?? true,
    }).plain,
    "mirror.sock",
  );
}

async function send(socketPath: string, options: http.RequestOptions, body?: string) {
  const request = http.request({ socketPath, ...options, agent: false });
  request.end(body);
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

const TAG = "/v2/library/alpine/manifests/3.19";

/** What Docker's client makes of it: the reason phrase is the error it shows. */
async function tunnel(socketPath: string, target: string): Promise<string> {
  const socket = net.connect(socketPath);
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += chunk;
  return text.split("\r\n")[0] ?? "";
}

test("a pull is passed on with what the registry needs to know, and nothing else comes back", async () => {
  let seen: http.IncomingMessage | undefined;
  const socketPath = await startGate({
    local: (request, response) => {
      seen = request;
      says(200, "manifest")(request, response);
    },
  });
  const headers = { accept: "application/vnd.oci.image.manifest.v1+json", cookie: "a=b" };
  const reply = await send(socketPath, { path: TAG, headers });
  expect(reply).toMatchObject({ status: 200, text: "manifest" });
  expect(reply.headers["x-secret"]).toBeUndefined();
  expect(seen?.headers.accept).toBe(headers.accept);
  expect(seen?.headers.cookie).toBeUndefined();
});

test.each(["PUT", "POST", "PATCH", "DELETE"])(
  "%s is turned down in the registry's own form",
  async (method) => {
    const socketPath = await startGate({ local: says(200, "written") });
    const reply = await send(socketPath, { path: TAG, method }, "content");
    expect(reply.status).toBe(405);
    expect(JSON.parse(reply.text).errors[0]).toMatchObject({ code: "UNSUPPORTED" });
  },
);

test("a pull that brings content, and a path outside the registry, are turned down", async () => {
  const socketPath = await startGate({ local: says(200, "reached") });
  const withBody = await send(socketPath, { path: TAG, headers: { "content-length": 7 } }, "content");
  expect(withBody.status).toBe(413);
  expect((await send(socketPath, { path: "/debug/vars" })).status).toBe(404);
  expect((await send(socketPath, { path: "http://elsewhere/v2/" })).status).toBe(404);
});

test("who wants out reads which images there are", async () => {
  const socketPath = await startGate({});
  expect(await tunnel(socketPath, "registry-1.docker.io:443")).toMatch(
    /^HTTP\/1\.1 404 this lab has no internet, .* Images here: alpine:3\.19, nginx\./,
  );
});

test("the hub's image comes before the stand-in of the same name", async () => {
  const socketPath = await startGate({ local: says(200, "stand-in"), hub: says(200, "original") });
  expect((await send(socketPath, { path: TAG })).text).toBe("original");
});

test("stand-ins serve when the hub has no such image, and the hub is not blamed", async () => {
  const socketPath = await startGate({ local: says(200, "stand-in"), hub: says(404, "no") });
  expect((await send(socketPath, { path: TAG })).text).toBe("stand-in");
  expect(await tunnel(socketPath, "registry-1.docker.io:443")).toContain("through its store only");
});

test.each([
  ["does not answer", "down" as const],
  ["fails", says(503, "busy")],
  ["is silent", (() => {}) as Handler],
])("stand-ins serve when the hub %s, and it is then left alone", async (_how, hub) => {
  const socketPath = await startGate({ local: says(200, "stand-in"), hub });
  expect((await send(socketPath, { path: TAG })).text).toBe("stand-in");
  expect(await tunnel(socketPath, "registry-1.docker.io:443")).toContain("Docker Hub does not answer");
  const startedAt = Date.now();
  await send(socketPath, { path: TAG });
  expect(Date.now() - startedAt).toBeLessThan(150);
});

test("with no registry at all the answer asks for patience", async () => {
  const socketPath = await startGate({ registryUp: false, local: (request) => void request.destroy() });
  expect((await send(socketPath, { path: TAG })).status).toBe(503);
});

test("a learner who does not read holds the registry back instead of filling memory", async () => {
  let written = 0;
  const socketPath = await startGate({
    local: (_request, response) => {
      const more = () => {
        let room = true;
        while (room) {
          room = response.write(Buffer.alloc(64 * 1024));
          written += 64 * 1024;
        }
      };
      response.on("drain", more);
      more();
    },
  });
  const socket = net.connect(socketPath).pause();
  socket.write(`GET /v2/a/b/blobs/sha256:${"0".repeat(64)} HTTP/1.1\r\nHost: mirror\r\n\r\n`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(8 * 1024 * 1024);
  socket.destroy();
});
