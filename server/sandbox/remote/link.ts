import type net from "node:net";

/** One end of what joins the process that has the sandboxes with the one that uses them: plain data both ways. */
export interface Link {
  send(message: unknown): void;
  /** Nothing of what comes has been checked yet. One listener. */
  onMessage(listener: (message: unknown) => void): void;
}

/** The end of the process that has the sandboxes. */
export interface HostLink extends Link {
  /** Hands a socket over as the answer to a call; from then on it is the other process's alone. */
  pass(call: number, socket: net.Socket): void;
}

/** The other end. */
export interface UserLink extends Link {
  /** `undefined`: it was closed on its way. One listener. */
  onSocket(listener: (call: number, socket: net.Socket | undefined) => void): void;
}
