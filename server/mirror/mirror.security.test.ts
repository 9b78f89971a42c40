import { once } from "node:events";

import { mkdtemp, readFile, rm } from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { refuses } from "../testing/attempt.ts";
import { type HostListener, hostListener } from "../testing/host-listener.ts";
import { createGate } from "./gate.ts";
import { type RegistryProcess, startRegistry } from "./registry-process.ts";

/** What a sandbox may not do to the mirror, the one program that all of them reach, nor through it. */

let folder: string;
let registry: RegistryProcess;
let service: HostListener;
const servers: http.Server[] = [];
const seenBehind: string[] = [];

async function listen(server: http.Server, name: string): Promise<string> {
  servers.push(server);
  await once(server.listen(path.join(folder, name)), "listening");
  return path.join(folder, name);
}

/** A gate in front of `socketPath`, as sandboxes meet it. */
const gateBefore = (socketPath: string) =>
  createGate({
    local: { socketPath, timeoutMs: 2_000 },
    hub: undefined,
    imageNames: [],
    registryUp: () => true,
  }).plain;

/** Sockets that the attempts go to. */
const sockets = { registry: "", gate: "", recorder: "", gateBeforeRecorder: "", files: "", naiveProxy: "" };
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-attempt-"));
  service = await hostListener({ host: "127.0.0.1" });
  sockets.registry = path.join(folder, "registry.sock");
  registry = await startRegistry(
    {
      storage: path.join(folder, "images"),
      listen: { socketPath: sockets.registry },
      mode: { kind: "writable" },
    },
    path.join(folder, "registry.yml"),
  );
  sockets.gate = await listen(gateBefore(sockets.registry), "gate.sock");
  sockets.recorder = await listen(
    http.createServer((request, response) => {
      seenBehind.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
      response.end("{}");
    }),
    "recorder.sock",
  );
  sockets.gateBeforeRecorder = await listen(gateBefore(sockets.recorder), "before.sock");
  sockets.files = await listen(
    http.createServer((request, response) => {
      const file = path.join(folder, decodeURIComponent(request.url ?? "").replace(/^\/v2/, ""));
      readFile(file).then(
        (content) => response.end(content),
        () => response.writeHead(404).end(),
      );
    }),
    "files.sock",
  );
  sockets.naiveProxy = await listen(naiveProxy(), "proxy.sock");
});
afterAll(async () => {
  for (const server of servers) server.close().closeAllConnections();
  await service?.close();
  await registry?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What a proxy does that asks nothing: connects anybody to anything. */
function naiveProxy(): http.Server {
  const server = http.createServer((request, response) => {
    const { hostname, port, pathname } = new URL(request.url ?? "");
    http
      .get({ hostname, port, path: pathname }, (answer) => answer.pipe(response))
      .on("error", () => response.end());
  });
  return server.on("connect", (request, socket) => {
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const outside = net.connect(Number(port), host);
    outside.on("error", () => socket.destroy());
    socket.on("error", () => outside.destroy());
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    outside.pipe(socket).pipe(outside);
  });
}

/** Sends words as they are, so that no client tidies them up; resolves with the answer's status and text. */
async function raw(socketPath: string, words: string): Promise<{ status: number; text: string }> {
  const socket = net.connect(socketPath);
  socket.on("error", () => {});
  socket.setTimeout(1_000, () => socket.destroy());
  socket.write(words);
  const pieces: Buffer[] = [];
  socket.on("data", (piece) => pieces.push(piece));
  await once(socket, "close");
  const text = Buffer.concat(pieces).toString("latin1");
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text };
}
const request = (method: string, target: string, { headers = "", body = "" } = {}) =>
  `${method} ${target} HTTP/1.1\r\nHost: mirror\r\nConnection: close\r\n${headers}${body === "" && method === "GET" ? "" : `Content-Length: ${body.length}\r\n`}\r\n${body}`;

const wentWell = (words: string) => async (socketPath: string) => {
  const { status } = await raw(socketPath, words);
  return status >= 200 && status < 300;
};
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.oci.image.index.v1+json",
  manifests: [],
});
const PUT_MANIFEST = request("PUT", "/v2/attempt/manifests/latest", {
  headers: "Content-Type: application/vnd.oci.image.index.v1+json\r\n",
  body: MANIFEST,
});
const itself = { kind: "the one that is attacked, itself", place: () => sockets.registry } as const;

describe("images of the mirror: nobody can", () => {
  refuses(
    () => sockets.gate,
    [
      {
        wants: "begin to push",
        tried: wentWell(request("POST", "/v2/attempt/blobs/uploads/")),
        control: itself,
      },
      { wants: "overwrite a tag", tried: wentWell(PUT_MANIFEST), control: itself },
      {
        wants: "delete an image",
        tried: async (socketPath) => {
          const { text } = await raw(sockets.registry, PUT_MANIFEST);
          const digest = /docker-content-digest: (\S+)/i.exec(text)?.[1];
          return wentWell(request("DELETE", `/v2/attempt/manifests/${digest}`))(socketPath);
        },
        control: itself,
      },
      {
        wants: "push behind a pull, in one connection",
        tried: async (socketPath) => {
          const hidden = request("POST", "/v2/smuggled/blobs/uploads/");
          const words = request("GET", "/v2/", { headers: `Content-Length: ${hidden.length}\r\n` })
            .replace("Connection: close\r\n", "")
            // The length is a lie to whoever reads bodies of pulls, and the truth to whoever does not.
            .replace(/Content-Length: \d+\r\n/, socketPath === sockets.gate ? "$&" : "");
          const { text } = await raw(socketPath, words + hidden);
          return /^docker-upload-uuid: /im.test(text);
        },
        control: itself,
      },
    ],
  );
});

describe("what is behind the mirror: nobody can", () => {
  const arrives = (words: string, sign: string) => async (socketPath: string) => {
    seenBehind.length = 0;
    await raw(socketPath, words);
    return seenBehind.some((line) => line.includes(sign));
  };
  const behind = { kind: "the one that is attacked, itself", place: () => sockets.recorder } as const;
  refuses(
    () => sockets.gateBeforeRecorder,
    [
      { wants: "ask its debugger", tried: arrives(request("GET", "/debug/vars"), "/debug"), control: behind },
      {
        wants: "ask for its metrics",
        tried: arrives(request("GET", "/metrics"), "/metrics"),
        control: behind,
      },
      {
        wants: "ask its debugger by a path that goes up",
        tried: arrives(request("GET", "/v2/../debug/vars"), "/debug"),
        control: behind,
      },
      {
        wants: "send it credentials",
        tried: arrives(
          request("GET", "/v2/a/manifests/latest", { headers: "Authorization: Basic YTpi\r\n" }),
          "Basic",
        ),
        control: behind,
      },
      {
        wants: "write by a method that hides in a header",
        tried: arrives(request("PATCH", "/v2/a/blobs/uploads/1", { body: "x" }), "PATCH"),
        control: behind,
      },
    ],
  );
});

describe("through the mirror nobody can", () => {
  const reads = (target: string) => async (socketPath: string) =>
    (await raw(socketPath, request("GET", target))).text.includes("rootdirectory");
  const visits = (words: (port: number) => string) => async (socketPath: string) => {
    const before = service.visits();
    await raw(socketPath, words(service.port));
    return service.visits() > before;
  };
  const naive = { kind: "a naive way to do the same", place: () => sockets.naiveProxy } as const;
  refuses(
    () => sockets.gate,
    [
      {
        wants: "read a file of the host by a path that goes up",
        tried: reads("/v2/attempt/blobs/../../registry.yml"),
        control: { kind: "a naive way to do the same", place: () => sockets.files },
      },
      {
        wants: "read a file of the host by an encoded path",
        tried: reads("/v2/attempt/blobs/..%2f..%2fregistry.yml"),
        control: { kind: "a naive way to do the same", place: () => sockets.files },
      },
      {
        wants: "reach a service of the host by CONNECT",
        tried: visits((port) => `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`),
        control: naive,
      },
      {
        wants: "reach a service of the host by its whole address",
        tried: visits((port) => request("GET", `http://127.0.0.1:${port}/v2/a/manifests/latest`)),
        control: naive,
      },
    ],
  );
});
