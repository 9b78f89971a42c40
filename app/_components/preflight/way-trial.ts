import { io, type Socket } from "socket.io-client";
import { SOCKET_PATH } from "../../../server/protocol/events.ts";
import {
  PREFLIGHT_NAMESPACE,
  type PreflightClientEvents,
  type PreflightServerEvents,
} from "../../../server/protocol/preflight.ts";

const OPEN_MS = 10_000;
const ECHO_MS = 4_000;
const ECHOES = 15;
/** How long a line must hold, and how often it is looked at meanwhile. Milliseconds. */
const HOLD_MS = 8_000;
const LOOK_MS = 1_000;

export interface WayTrial {
  readonly opened: boolean;
  /** Why it did not open, as the lab or the browser says it. */
  readonly reason?: string;
  readonly roundTripsMs: readonly number[];
  /** It opened and was lost, or gave no answer any more, after this long. */
  readonly lostAfterMs?: number;
  /** The lab's cookie came along; `undefined` where nothing was heard. */
  readonly knowsCookie?: boolean;
}

type TrialSocket = Socket<PreflightServerEvents, PreflightClientEvents>;

/** Opens a line by one way only, measures round trips, and sees whether it holds. Never rejects. */
export async function tryWay(way: "polling" | "websocket", signal: AbortSignal): Promise<WayTrial> {
  const socket: TrialSocket = io(PREFLIGHT_NAMESPACE, {
    path: SOCKET_PATH,
    transports: [way],
    forceNew: true,
    reconnection: false,
    timeout: OPEN_MS,
  });
  signal.addEventListener("abort", () => socket.disconnect());
  try {
    const reason = await opening(socket);
    if (reason !== undefined) return { opened: false, reason, roundTripsMs: [] };
    return await measured(socket, signal);
  } finally {
    socket.disconnect();
  }
}

function opening(socket: TrialSocket): Promise<string | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve("no answer"), OPEN_MS);
    const done = (reason: string | undefined) => {
      clearTimeout(late);
      resolve(reason);
    };
    socket.once("connect", () => done(undefined));
    socket.once("connect_error", (error) => done(error.message));
    socket.once("disconnect", () => done("cut"));
  });
}

async function measured(socket: TrialSocket, signal: AbortSignal): Promise<WayTrial> {
  const roundTripsMs: number[] = [];
  const began = performance.now();
  let knowsCookie: boolean | undefined;
  const lostAfter = () => ({ lostAfterMs: performance.now() - began });
  const cookie = () => (knowsCookie === undefined ? {} : { knowsCookie });
  for (let number = 0; performance.now() - began < HOLD_MS || number < ECHOES; number++) {
    const sentAt = performance.now();
    const reply = await echo(socket, number);
    if (signal.aborted) break;
    if (!reply) return { opened: true, roundTripsMs, ...lostAfter(), ...cookie() };
    roundTripsMs.push(performance.now() - sentAt);
    knowsCookie = reply.knowsCookie;
    if (number >= ECHOES) await pause(LOOK_MS);
  }
  return { opened: true, roundTripsMs, ...cookie() };
}

async function echo(socket: TrialSocket, number: number) {
  if (!socket.connected) return undefined;
  try {
    const reply = await socket.timeout(ECHO_MS).emitWithAck("preflight:echo", { number });
    return reply.ok ? reply.value : undefined;
  } catch {
    return undefined;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
