import { mkdtemp, rm } from "node:fs/promises";
import { connect as connectTo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EngineClient } from "./engine-client.ts";
import { createEngineClient } from "./http-engine-client.ts";
import { SandboxError } from "./sandbox-error.ts";

let dir: string;
let server: Server | undefined;
const sockets = new Set<Socket>();

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "engine-"));
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  server?.close();
  server = undefined;
  await rm(dir, { recursive: true });
});

/** A client of a peer that does `answer` once it has read a whole request. */
async function peer(
  answer: (socket: Socket, request: string) => void,
  options?: { replyMs: number },
): Promise<EngineClient> {
  const file = path.join(dir, "engine.sock");
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    let request = "";
    socket.on("data", (chunk) => {
      request += chunk;
      if (request.endsWith("\r\n\r\n")) answer(socket, request);
    });
  });
  await new Promise<void>((resolve) => server?.listen(file, resolve));
  return createEngineClient(async () => connectTo(file), options);
}

const OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const whole = (body: string) => `${OK}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** Writes as fast as the reader allows, until the connection is closed. */
function flood(socket: Socket, text: string) {
  const go = () => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on("drain", go);
  go();
}

async function failure(work: Promise<unknown>): Promise<SandboxError> {
  const error = await work.then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SandboxError)) throw error;
  return error;
}

describe("get", () => {
  it("gives the parsed reply and closes the connection", async () => {
    let seen = "";
    const client = await peer((socket, request) => {
      seen = request;
      socket.write(whole('{"Names":["/wéb"]}'));
    });
    expect(await client.get("/containers/json?all=1")).toEqual({ Names: ["/wéb"] });
    expect(seen).toMatch(/^GET \/containers\/json\?all=1 HTTP\/1\.1\r\n/);
    await vi.waitFor(() => expect(sockets.size).toBe(0));
  });

  it("joins chunks, also in the middle of a letter", async () => {
    const client = await peer((socket) => {
      const bytes = Buffer.from('"é"');
      socket.write(CHUNKED);
      for (const byte of bytes)
        socket.write(Buffer.concat([Buffer.from("1\r\n"), Buffer.of(byte), Buffer.from("\r\n")]));
      socket.write("0\r\n\r\n");
    });
    expect(await client.get("/x")).toBe("é");
  });

  it("gives undefined for what is not there", async () => {
    const client = await peer((socket) =>
      socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}"),
    );
    expect(await client.get("/containers/web/json")).toBeUndefined();
  });

  it.each<[string, (socket: Socket) => void, RegExp]>([
    ["another status", (socket) => socket.end("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), /status 500/],
    ["a redirect", (socket) => socket.end("HTTP/1.1 302 No\r\nLocation: http://x/\r\n\r\n"), /status 302/],
    [
      "a change of protocol",
      (socket) => socket.write("HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
      /engine/,
    ],
    ["what is not JSON", (socket) => socket.end(whole("<html>")), /JSON/],
    ["what is not HTTP", (socket) => socket.end("hello there\r\n\r\n"), /Parse Error/],
    ["a connection closed at once", (socket) => socket.destroy(), /engine/],
    ["a reply cut short", (socket) => socket.end(`${OK}Content-Length: 100\r\n\r\n{"a":`), /aborted/],
    ["chunks cut short", (socket) => socket.end(CHUNKED + chunk('{"a":')), /aborted/],
    [
      "endless headers",
      (socket) => {
        socket.write(OK);
        flood(socket, `X-A: ${"a".repeat(1000)}\r\n`);
      },
      /Header overflow/,
    ],
    [
      "an endless header",
      (socket) => {
        socket.write(`${OK}X-A: `);
        flood(socket, "a".repeat(1000));
      },
      /Header overflow/,
    ],
    ["endless interim replies", (socket) => flood(socket, "HTTP/1.1 102 Wait\r\n\r\n"), /interim/],
  ])("refuses %s", async (_name, answer, detail) => {
    const client = await peer(answer);
    const error = await failure(client.get("/x"));
    expect(error.code).toBe("engine-unreachable");
    expect(error.message).toMatch(detail);
    await vi.waitFor(() => expect(sockets.size).toBe(0));
  });

  it.each<[string, (socket: Socket) => void]>([
    [
      "an endless chunk",
      (socket) => {
        socket.write(`${CHUNKED}7fffffff\r\n`);
        flood(socket, "[".repeat(65536));
      },
    ],
    [
      "endless chunks",
      (socket) => {
        socket.write(CHUNKED);
        flood(socket, chunk("[".repeat(4096)));
      },
    ],
    [
      "an endless body",
      (socket) => {
        socket.write(`${OK}\r\n`);
        flood(socket, "[".repeat(65536));
      },
    ],
  ])("stops reading %s", async (_name, answer) => {
    const client = await peer(answer);
    expect((await failure(client.get("/x"))).code).toBe("internal");
    await vi.waitFor(() => expect(sockets.size).toBe(0));
  });

  it.each<[string, (socket: Socket) => void]>([
    ["says nothing", () => undefined],
    ["drips its headers", (socket) => void drip(socket, OK.repeat(100))],
    ["drips its body", (socket) => void drip(socket, whole(" ".repeat(1000)))],
    ["never ends", (socket) => socket.write(CHUNKED + chunk("[1"))],
  ])("gives up on a peer that %s", async (_name, answer) => {
    const client = await peer(answer, { replyMs: 300 });
    expect((await failure(client.get("/x"))).code).toBe("timed-out");
    await vi.waitFor(() => expect(sockets.size).toBe(0));
  });

  it("says that nothing answers when no connection can be made", async () => {
    const client = createEngineClient(async () => connectTo(path.join(dir, "none.sock")));
    expect((await failure(client.get("/x"))).code).toBe("engine-unreachable");
    const refusing = createEngineClient(() => Promise.reject(new Error("no socket")));
    expect((await failure(refusing.get("/x"))).code).toBe("engine-unreachable");
  });

  it("does not let a path add lines to the request", async () => {
    const client = await peer((socket) => socket.end(whole("1")));
    expect((await failure(client.get("/x HTTP/1.1\r\nX: y"))).code).toBe("engine-unreachable");
  });
});

function drip(socket: Socket, text: string) {
  let at = 0;
  const timer = setInterval(() => socket.write(text[at++] ?? " "), 100);
  socket.on("close", () => clearInterval(timer));
}

describe("follow", () => {
  function follow(client: EngineClient) {
    const events: unknown[] = [];
    const ends: (Error | undefined)[] = [];
    const subscription = client.follow(
      "/events",
      (event) => events.push(event),
      (error) => ends.push(error),
    );
    return { events, ends, subscription };
  }

  it("delivers events as they come, and says once when the stream is over", async () => {
    const client = await peer((socket) => {
      socket.write(CHUNKED + chunk('{"n":1}\n{"n":2}\n{"n"') + chunk(":3}\n\n"));
      setTimeout(() => socket.end("0\r\n\r\n"), 20);
    });
    const { events, ends } = follow(client);
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    expect(events).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(ends).toEqual([undefined]);
  });

  it("closes the connection when disposed, without a word", async () => {
    const client = await peer((socket) => socket.write(CHUNKED + chunk("{}\n")));
    const { events, ends, subscription } = follow(client);
    await vi.waitFor(() => expect(events).toHaveLength(1));
    subscription.dispose();
    await vi.waitFor(() => expect(sockets.size).toBe(0));
    expect(ends).toEqual([]);
  });

  it("can be disposed before the connection is made", async () => {
    const client = await peer((socket) => socket.write(CHUNKED + chunk("{}\n")));
    const { events, ends, subscription } = follow(client);
    subscription.dispose();
    await vi.waitFor(() => expect(sockets.size).toBe(0));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([events, ends]).toEqual([[], []]);
  });

  it.each<[string, (socket: Socket) => void, RegExp]>([
    [
      "an event without end",
      (socket) => {
        socket.write(`${CHUNKED}7fffffff\r\n`);
        flood(socket, "a".repeat(9999));
      },
      /too long/,
    ],
    ["a long event", (socket) => socket.write(CHUNKED + chunk(`"${"a".repeat(70_000)}"\n`)), /too long/],
    ["what is not JSON", (socket) => socket.write(CHUNKED + chunk("{]\n")), /not JSON/],
    [
      "another status",
      (socket) => socket.write("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n"),
      /status 400/,
    ],
    [
      "a cut",
      (socket) => {
        socket.write(CHUNKED + chunk("{"));
        setTimeout(() => socket.destroy(), 20);
      },
      /engine/,
    ],
  ])("ends at %s", async (_name, answer, detail) => {
    const { ends } = follow(await peer(answer));
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    expect(ends[0]).toBeInstanceOf(SandboxError);
    expect(ends[0]?.message).toMatch(detail);
    await vi.waitFor(() => expect(sockets.size).toBe(0));
  });

  it("makes a flood of events wait instead of losing or hoarding it", async () => {
    let sent = 0;
    const client = await peer((socket) => {
      socket.write(CHUNKED);
      const go = () => {
        while (!socket.destroyed && socket.write(chunk(`{"n":${sent++}}\n`)));
      };
      socket.on("drain", go);
      go();
    });
    const { events, subscription } = follow(client);
    await vi.waitFor(() => expect(events.length).toBeGreaterThan(700), { timeout: 4000 });
    subscription.dispose();
    expect(events.length).toBeLessThanOrEqual(2000);
    expect(events.slice(0, 700)).toEqual(Array.from({ length: 700 }, (_, n) => ({ n })));
  });
});
