import { parentPort } from "node:worker_threads";
import { drawScreen, type ScreenPiece } from "./draw-screen.ts";
import type { Screen } from "./screen.ts";

/** Draws screens one after the other, off the thread that serves keys. */
export interface DrawRequest {
  readonly id: number;
  readonly base: Screen;
  readonly pieces: readonly ScreenPiece[];
}
export type DrawReply = { readonly id: number } & ({ readonly screen: Screen } | { readonly fault: string });

const port = parentPort;
if (port === null) throw new Error("invariant: runs as a worker");

port.on("message", ({ id, base, pieces }: DrawRequest) => {
  port.postMessage(replyTo(id, base, pieces));
});

function replyTo(id: number, base: Screen, pieces: readonly ScreenPiece[]): DrawReply {
  try {
    return { id, screen: drawScreen(base, pieces) };
  } catch (error) {
    return { id, fault: String(error) };
  }
}
