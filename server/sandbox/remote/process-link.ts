import type { ChildProcess } from "node:child_process";
import net from "node:net";
import type { Duplex } from "node:stream";
import type { HostLink, UserLink } from "./link.ts";
import { messageLines } from "./message-lines.ts";

/** What a process is to the one that started it, and the other way round. */
type Peer = ChildProcess | NodeJS.Process;

/**
 * Joins two processes of which one has started the other. Data goes over `lines`, a stream between them; sockets go over
 * Node's own channel, which alone can pass them, and which nothing else is taken from.
 */
export function hostLink(peer: Peer, lines: Duplex, onRefused: (why: string) => void): HostLink {
  const { send, onMessage } = messageLines(lines, onRefused);
  /** Handed to Node, and perhaps still waiting there for their turn. */
  const passing = new Set<net.Socket>();
  peer.on("message", () => onRefused("a message on the channel for sockets"));
  peer.once("disconnect", () => {
    for (const socket of passing) socket.destroy();
  });
  return {
    send,
    onMessage,
    pass(call, socket) {
      if (!peer.connected) {
        socket.destroy();
        return;
      }
      passing.add(socket);
      peer.send?.({ call }, socket, {}, () => {
        passing.delete(socket);
      });
    },
  };
}

/** The other end of a `hostLink`. What is refused here would be a fault of our own host: it is thrown. */
export function userLink(peer: Peer, lines: Duplex): UserLink {
  const { send, onMessage } = messageLines(lines, (why) => {
    throw new Error(`invariant: the sandbox host sent ${why}`);
  });
  return {
    send,
    onMessage,
    onSocket(listener) {
      peer.on("message", (message: { call: number }, socket: unknown) => {
        listener(message.call, socket instanceof net.Socket ? socket : undefined);
      });
    },
  };
}
