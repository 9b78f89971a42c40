import type http from "node:http";
import { Server } from "socket.io";
import { SECURITY_HEADERS } from "../http/security-headers.ts";
import { type ClientToServerEvents, type ServerToClientEvents, SOCKET_PATH } from "../protocol/events.ts";
import type { SocketData, SocketParts } from "./learner-socket.ts";
import { isOriginAllowed } from "./origin.ts";
import { serveLearner } from "./serve-learner.ts";

/** Largest message in bytes: a full `terminal:input` in UTF-8 with room to spare. Beyond it the connection is cut. */
const MAX_MESSAGE_BYTES = 1_000_000;
/** Tabs and windows of one learner; each may ask for replays and type. */
const MAX_SOCKETS_PER_LEARNER = 16;

/** Puts the live channel on an HTTP server. Identity is asked once, at the handshake. */
export function attachSocket(
  httpServer: http.Server,
  parts: SocketParts,
): Server<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData> {
  const io = new Server<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>(
    httpServer,
    {
      path: SOCKET_PATH,
      serveClient: false,
      // Terminal output is sent in small pieces, where compression costs time and memory for nothing.
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      allowRequest: (request, decide) => {
        const allowed = isOriginAllowed(request.headers.origin, request.headers.host, parts.origins);
        decide(allowed ? null : "this page may not open the live channel", allowed);
      },
    },
  );
  io.engine.on("headers", (headers: Record<string, string>) => {
    Object.assign(headers, SECURITY_HEADERS);
  });
  io.use((socket, next) => {
    const learnerId = parts.identify(socket.request.headers.cookie);
    if (learnerId === undefined) {
      next(new Error("This browser sent no valid cookie. Allow cookies for this site and reload the page."));
      return;
    }
    const own = [...io.sockets.sockets.values()].filter((other) => other.data.learnerId === learnerId);
    if (own.length >= MAX_SOCKETS_PER_LEARNER) {
      next(new Error(`This lab is open in ${own.length} tabs or windows. Close one, then reload the page.`));
      return;
    }
    socket.data.learnerId = learnerId;
    socket.data.address = socket.handshake.address;
    next();
  });
  io.on("connection", (socket) => serveLearner(socket, parts));
  return io;
}
