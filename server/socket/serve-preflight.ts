import type { Namespace, Server } from "socket.io";
import {
  AskEcho,
  MAX_ECHOES,
  PREFLIGHT_NAMESPACE,
  type PreflightClientEvents,
  type PreflightServerEvents,
} from "../protocol/preflight.ts";
import { ok } from "../protocol/reply.ts";
import type { SocketParts } from "./learner-socket.ts";
import { onRequest } from "./on-valid.ts";
import { refusal } from "./refusal.ts";
import { WindowBudget } from "./window-budget.ts";

const WINDOW_MS = 60_000;
/** A trial takes a quarter of a minute. Milliseconds. */
const LONGEST_MS = 60_000;
/** Two for each browser of a class, several times over; they hold nothing but themselves. */
const MAX_TRIALS = 200;

/** Answers pages that try their way here. Open to every browser, so bounded in number, time, size and rate. */
export function attachPreflight(io: Pick<Server, "of">, { identify, log }: SocketParts): void {
  const trials: Namespace<PreflightClientEvents, PreflightServerEvents> = io.of(PREFLIGHT_NAMESPACE);
  trials.use((_socket, next) => {
    if (trials.sockets.size < MAX_TRIALS) next();
    else
      next(
        refusal("too-many", "Many browsers are being tried at this moment. Wait a minute, then try again."),
      );
  });
  trials.on("connection", (socket) => {
    const knowsCookie = identify(socket.request.headers.cookie) !== undefined;
    const echoes = new WindowBudget(MAX_ECHOES, WINDOW_MS);
    const end = setTimeout(() => socket.disconnect(true), LONGEST_MS);
    socket.once("disconnect", () => clearTimeout(end));
    const edge = {
      log,
      refuse: (error: { code: string; message: string }) => socket.emit("refused", error),
      mayAsk: () => echoes.spend(1),
    };
    socket.on(
      "preflight:echo",
      onRequest("preflight:echo", AskEcho, edge, async ({ number }) => ok({ number, knowsCookie })),
    );
  });
}
