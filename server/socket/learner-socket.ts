import type { Socket } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents, TaskSolution } from "../protocol/events.ts";
import type { LearnerId } from "../protocol/ids.ts";
import type { ErrorCode } from "../protocol/reply.ts";
import type { SessionRegistry } from "../sessions/session-registry.ts";
import type { AnsweredLiveRequest, Log } from "./on-valid.ts";

/** Known of a socket since its handshake. */
export interface SocketData {
  learnerId: LearnerId;
  address: string;
}

export type LearnerSocket = Socket<
  ClientToServerEvents,
  ServerToClientEvents,
  Record<string, never>,
  SocketData
>;

/** Hears how requests ended and which messages were refused. */
export interface LiveObserver {
  replied(outcome: ErrorCode | "ok"): void;
  refused(code: ErrorCode): void;
}

/** What the live channel needs of the rest of the server. */
export interface SocketParts {
  readonly registry: SessionRegistry;
  readonly identify: (cookieHeader: string | undefined) => LearnerId | undefined;
  readonly solutionOf: (trackId: string, lessonId: string, taskId: string) => TaskSolution | undefined;
  readonly origins: readonly string[];
  readonly log: Log;
  readonly observer?: LiveObserver;
  readonly onReplied?: (request: AnsweredLiveRequest) => void;
}
