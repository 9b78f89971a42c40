import { io, type Socket } from "socket.io-client";
import {
  type ClientToServerEvents,
  type ServerToClientEvents,
  SOCKET_PATH,
} from "../../server/protocol/events.ts";
import { READS_BYTES } from "../../server/protocol/output-frames.ts";
import type { Reply } from "../../server/protocol/reply.ts";

export type LiveSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/**
 * The typed live channel, not yet connected. It begins by long polling and moves to a WebSocket once that is seen to
 * work: a proxy may refuse WebSockets, or let them open and then cut them, which only a trial tells. It does not come
 * back by itself: see `LiveLine`.
 */
export function createLiveSocket(): LiveSocket {
  return io({
    path: SOCKET_PATH,
    ...READS_BYTES,
    transports: ["polling", "websocket"],
    rememberUpgrade: true,
    autoConnect: false,
    reconnection: false,
    timeout: 8_000,
  });
}

/** How long a request may take before the page says that there is no answer. */
export const REPLY_TIMEOUT_MS = 15_000;

/** A reset is answered when the new machine is ready, which may have to wait for its turn. */
export const RESET_TIMEOUT_MS = 180_000;

export const NO_ANSWER: Reply<never> = {
  ok: false,
  error: { code: "timed-out", message: "The server did not answer. Check your connection, then try again." },
};

/** A request that never rejects: no answer in time is a reply like others. */
export async function orNoAnswer<T>(request: Promise<Reply<T>>): Promise<Reply<T>> {
  try {
    return await request;
  } catch {
    return NO_ANSWER;
  }
}
