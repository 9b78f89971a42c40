import { Worker } from "node:worker_threads";
import type { ScreenPiece } from "./draw-screen.ts";
import type { Screen } from "./screen.ts";
import type { DrawReply, DrawRequest } from "./screen-worker.ts";

/** Draws terminals' screens somewhere else than on the thread that serves keys. */
export interface ScreenDrawer {
  /** How a terminal looks that looked like `base` and then went through `pieces`. Rejects when it cannot be told. */
  draw(base: Screen, pieces: readonly ScreenPiece[]): Promise<Screen>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(screen: Screen): void;
  reject(error: Error): void;
}

/** A screen takes a tenth of a second at most; a worker that is silent for this long is ended. Milliseconds. */
const DEADLINE_MS = 5_000;

/** One worker, started when it is first needed, and again after it has died. It keeps nothing of any terminal. */
export function workerScreenDrawer(): ScreenDrawer {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;
  let silence: NodeJS.Timeout | undefined;

  function listen(): void {
    clearTimeout(silence);
    if (waiting.size === 0) return;
    silence = setTimeout(() => void worker?.terminate(), DEADLINE_MS);
    silence.unref();
  }

  function start(): Worker {
    const started = new Worker(new URL("./screen-worker.ts", import.meta.url));
    started.on("message", (reply: DrawReply) => {
      const asked = waiting.get(reply.id);
      waiting.delete(reply.id);
      listen();
      if ("screen" in reply) asked?.resolve(reply.screen);
      else asked?.reject(new Error(reply.fault));
    });
    const failed = (error: Error) => {
      if (worker !== started) return;
      worker = undefined;
      const asked = [...waiting.values()];
      waiting.clear();
      listen();
      for (const each of asked) each.reject(error);
    };
    started.once("error", failed);
    started.once("exit", () => failed(new Error("the drawer of screens has ended")));
    started.unref();
    return started;
  }

  return {
    draw(base, pieces) {
      worker ??= start();
      lastId += 1;
      const request: DrawRequest = { id: lastId, base, pieces };
      return new Promise((resolve, reject) => {
        waiting.set(request.id, { resolve, reject });
        if (waiting.size === 1) listen();
        worker?.postMessage(request);
      });
    },
    async close() {
      await worker?.terminate();
    },
  };
}
