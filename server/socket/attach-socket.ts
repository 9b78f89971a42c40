import type http from "node:http";
import { Server } from "socket.io";
import { Decoder } from "socket.io-parser";
import { SECURITY_HEADERS } from "../http/security-headers.ts";
import { type ClientToServerEvents, type ServerToClientEvents, SOCKET_PATH } from "../protocol/events.ts";
import type { LearnerId } from "../protocol/ids.ts";
import { InputLedgers } from "./input-ledger.ts";
import { LearnerBudgets } from "./learner-budgets.ts";
import type { SocketData, SocketParts } from "./learner-socket.ts";
import { isOriginAllowed } from "./origin.ts";
import { OutputEncoder } from "./output-encoder.ts";
import { refusal } from "./refusal.ts";
import { serveLearner } from "./serve-learner.ts";
import { attachPreflight } from "./serve-preflight.ts";

/** Largest message in bytes: a full `terminal:input` in UTF-8 with room to spare. Beyond it the connection is cut. */
const MAX_MESSAGE_BYTES = 1_000_000;
/** Tabs and windows of one learner; each may ask for replays and type. */
const MAX_SOCKETS_PER_LEARNER = 16;
/** A line that was cut without a word is known to be dead after both together. Milliseconds. */
const PING_EVERY_MS = 10_000;
const PING_TIMEOUT_MS = 10_000;

export type LiveServer = Server<
  ClientToServerEvents,
  ServerToClientEvents,
  Record<string, never>,
  SocketData
>;

/** Cuts a learner's connections. Their pages come again at once, with the cookie that their browser has then. */
export function hangUp(io: LiveServer, learnerId: LearnerId): void {
  for (const socket of io.sockets.sockets.values()) {
    if (socket.data.learnerId === learnerId) socket.conn.close();
  }
}

/** Puts the live channel on an HTTP server. Identity is asked once, at the handshake. */
export function attachSocket(httpServer: http.Server, parts: SocketParts): LiveServer {
  const io: LiveServer = new Server(httpServer, {
    path: SOCKET_PATH,
    serveClient: false,
    parser: { Encoder: OutputEncoder, Decoder },
    // Terminal output is sent in small pieces, where compression costs time and memory for nothing.
    perMessageDeflate: false,
    httpCompression: false,
    pingInterval: PING_EVERY_MS,
    pingTimeout: PING_TIMEOUT_MS,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    allowRequest: (request, decide) => {
      const allowed = isOriginAllowed(request.headers.origin, request.headers.host, parts.origins);
      decide(allowed ? null : "this page may not open the live channel", allowed);
    },
  });
  io.engine.on("headers", (headers: Record<string, string>) => {
    Object.assign(headers, SECURITY_HEADERS);
  });
  io.use((socket, next) => {
    const learnerId = parts.identify(socket.request.headers.cookie);
    if (learnerId === undefined) {
      next(
        refusal(
          "forbidden",
          "This browser sent no valid cookie. Allow cookies for this site and reload the page.",
        ),
      );
      return;
    }
    const own = [...io.sockets.sockets.values()].filter((other) => other.data.learnerId === learnerId);
    if (own.length >= MAX_SOCKETS_PER_LEARNER) {
      next(
        refusal(
          "too-many",
          `This lab is open in ${own.length} tabs or windows. Close one, then reload the page.`,
        ),
      );
      return;
    }
    socket.data.learnerId = learnerId;
    socket.data.address = socket.handshake.address;
    next();
  });
  const budgets = new LearnerBudgets();
  const ledgers = new InputLedgers();
  io.on("connection", (socket) => {
    serveLearner(socket, { ...parts, ledgers, budget: () => budgets.of(socket.data.learnerId) });
  });
  attachPreflight(io, parts);
  return io;
}
