import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { refuses } from "../testing/attempt.ts";
import { createEngineClient } from "./http-engine-client.ts";

/** An attacker answers in place of the Docker Engine that checks ask. What it may cost is bounded. */

/** What our client is given in these tests, and how much later it must be over. Milliseconds. */
const REPLY_MS = 200;
const HELD_MS = 1_500;
/** More than this is hoarding: well above what the longest honest answer takes. */
const HOARD_BYTES = 16 * 1024 * 1024;

/** Reads an answer to its end, or refuses it. */
type Reader = () => Promise<unknown>;

let folder: string;
let answer: (socket: net.Socket) => void = () => {};
let written = 0;
const sockets = new Set<net.Socket>();
const server = net.createServer((socket) => {
  sockets.add(socket);
  socket.on("error", () => {}).once("data", () => answer(socket));
});
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "slipway-attempt-"));
  await once(server.listen(path.join(folder, "engine.sock")), "listening");
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const socketPath = () => path.join(folder, "engine.sock");
const client = () => createEngineClient(async () => net.connect(socketPath()), { replyMs: REPLY_MS });
const ours: Reader = () => client().get("/containers/json");
const oursFollowing: Reader = () =>
  new Promise((resolve) => void client().follow("/events", () => {}, resolve));
/** What one writes first: waits for the answer, gathers it, parses it. */
const naive: Reader = async () => {
  const [response] = (await once(http.get({ socketPath: socketPath(), agent: false }), "response")) as [
    http.IncomingMessage,
  ];
  let text = "";
  for await (const piece of response) text += piece;
  return JSON.parse(text);
};

/** Writes as fast as the reader takes it, until the connection is over. */
function pour(socket: net.Socket, piece: string): void {
  const go = () => {
    while (!socket.destroyed && written <= 2 * HOARD_BYTES) {
      written += piece.length;
      if (!socket.write(piece)) return;
    }
  };
  socket.on("drain", go);
  go();
}
function drip(socket: net.Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 20);
  socket.once("close", () => clearInterval(timer));
}

const outcome = async (reader: Reader, hostile: (socket: net.Socket) => void) => {
  answer = hostile;
  written = 0;
  const over = reader().then(
    () => "over" as const,
    () => "over" as const,
  );
  return Promise.race([over, delay(HELD_MS, "held" as const)]);
};
const holds = (hostile: (socket: net.Socket) => void) => async (reader: Reader) =>
  (await outcome(reader, hostile)) === "held";
const hoards = (hostile: (socket: net.Socket) => void) => async (reader: Reader) => {
  await outcome(reader, hostile);
  return written > HOARD_BYTES;
};

const OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const control = { kind: "a naive way to do the same", place: () => naive } as const;

describe("answering in place of the engine, nobody can", () => {
  refuses(
    () => ours,
    [
      { wants: "keep a check waiting by saying nothing", tried: holds(() => {}), control },
      {
        wants: "keep it waiting by beginning only",
        tried: holds((socket) => socket.write(`${OK}Content-Length: 10\r\n\r\n[`)),
        control,
      },
      {
        wants: "keep it waiting by a letter now and then",
        tried: holds((socket) => {
          socket.write(CHUNKED);
          drip(socket, chunk(" "));
        }),
        control,
      },
      {
        wants: "keep it waiting by headers without end",
        tried: holds((socket) => {
          socket.write(OK);
          drip(socket, "x: y\r\n");
        }),
        control,
      },
      {
        wants: "keep it waiting by interim answers without end",
        tried: holds((socket) => drip(socket, "HTTP/1.1 102 Processing\r\n\r\n")),
        control,
      },
      {
        wants: "fill the server's memory by one answer",
        tried: hoards((socket) => {
          socket.write(CHUNKED);
          pour(socket, chunk(" ".repeat(64 * 1024)));
        }),
        control,
      },
    ],
  );
  refuses(
    () => oursFollowing,
    [
      {
        wants: "fill the server's memory by one event without end",
        tried: hoards((socket) => {
          socket.write(CHUNKED);
          pour(socket, chunk("x".repeat(64 * 1024)));
        }),
        control,
      },
      {
        wants: "fill the server's memory by events without end",
        tried: hoards((socket) => {
          socket.write(CHUNKED);
          pour(
            socket,
            chunk(`${JSON.stringify({ Type: "container", name: "x".repeat(1_000) })}\n`.repeat(60)),
          );
        }),
        control,
      },
    ],
  );
});
