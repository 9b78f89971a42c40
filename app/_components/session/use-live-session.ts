import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import type { TaskState } from "../../../server/protocol/check-result.ts";
import type { RunningProgram, SessionSnapshot, TaskSolution } from "../../../server/protocol/events.ts";
import type { LessonId, TaskId, TerminalId, TrackId } from "../../../server/protocol/ids.ts";
import type { Reply, ReplyError } from "../../../server/protocol/reply.ts";
import type { SessionState } from "../../../server/protocol/session-state.ts";
import type { PassView } from "../../_lib/lesson-view-model.ts";
import { type LineState, LiveLine } from "../../_lib/live-line.ts";
import {
  createLiveSocket,
  type LiveSocket,
  NO_ANSWER,
  orNoAnswer,
  REPLY_TIMEOUT_MS,
  RESET_TIMEOUT_MS,
} from "../../_lib/socket-client.ts";
import { type LiveEvent, type LiveState, nextState, startingState } from "./live-state.ts";

export interface LiveSession {
  readonly live: LiveState;
  readonly socket: LiveSocket | undefined;
  /** How the connection itself is: `live.connection` tells whether the session is open over it. */
  readonly line: LineState;
  readonly dispatch: (event: LiveEvent) => void;
  readonly requests: LiveRequests;
}

/** What a page can ask of the server. Each resolves; faults are replies. */
export interface LiveRequests {
  /** Opens the session, or a new machine where the old one is gone. */
  open(): Promise<void>;
  /** Connects now instead of waiting for the next try. */
  reconnect(): void;
  /** Lets go of a connection that gives no answer, and connects again. */
  dropLine(): void;
  extend(): Promise<ReplyError | undefined>;
  reset(): Promise<void>;
  /** Puts the machine back to the start of its lesson. Gives a refusal. */
  tidyUp(): Promise<ReplyError | undefined>;
  /** Has the files of an earlier machine put on this one, or forgotten. A refusal is shown. */
  bringFiles(): Promise<void>;
  forgetFiles(): Promise<void>;
  answer(taskId: string, answer: string): Promise<Reply<TaskState>>;
  check(taskId: string): Promise<Reply<TaskState>>;
  solution(taskId: string): Promise<Reply<TaskSolution>>;
  /** What runs in a terminal. */
  foreground(terminalId: string): Promise<Reply<RunningProgram>>;
  /** Without `force` a terminal in which something runs stays open, and the answer names it. */
  closeTerminal(terminalId: string, force: boolean): Promise<Reply<RunningProgram>>;
  /** A refusal is shown. */
  renameTerminal(terminalId: string, name: string): Promise<void>;
  moveTerminal(terminalId: string, to: number): Promise<void>;
}

interface Lesson {
  readonly trackId: string;
  readonly lessonId: string;
  readonly passed: readonly PassView[];
  /** Names of the terminals that it opens. */
  readonly terminals: readonly string[];
}

const notConnected: Reply<never> = {
  ok: false,
  error: { code: "timed-out", message: "There is no connection to the server yet. Try again in a moment." },
};

/** Keeps the live channel of a lesson open for as long as its page is. */
export function useLiveSession({ trackId, lessonId, passed, terminals }: Lesson): LiveSession {
  const [live, dispatch] = useReducer(nextState, passed, () => startingState(passed, terminals));
  const [socket, setSocket] = useState<LiveSocket>();
  const [lineState, setLineState] = useState<LineState>({ kind: "trying" });
  const socketRef = useRef<LiveSocket>(undefined);
  const lineRef = useRef<LiveLine>(undefined);
  const requests = useMemo(
    () =>
      makeRequests(
        () => socketRef.current,
        () => lineRef.current,
        dispatch,
        { trackId, lessonId },
      ),
    [trackId, lessonId],
  );

  useEffect(() => {
    const opened = createLiveSocket();
    socketRef.current = opened;
    setSocket(opened);
    opened.on("connect", () => void requests.open());
    opened.on("disconnect", () => dispatch({ type: "lost" }));
    opened.on("connect_error", () => dispatch({ type: "lost" }));
    opened.on("session:notices", (notices) => dispatch({ type: "notices", notices }));
    opened.on("session:state", (state) => dispatch({ type: "machine", state, at: performance.now() }));
    opened.on("terminals:changed", (change) => dispatch({ type: "terminals", ...change }));
    opened.on("task:state", (state) => dispatch({ type: "task", state }));
    opened.on("refused", (error) => dispatch({ type: "refused", error }));
    const line = new LiveLine(opened, setLineState);
    lineRef.current = line;
    line.start();
    return () => {
      opened.removeAllListeners();
      line.stop();
      socketRef.current = undefined;
      lineRef.current = undefined;
    };
  }, [requests]);

  return { live, socket, line: lineState, dispatch, requests };
}

function makeRequests(
  current: () => LiveSocket | undefined,
  line: () => LiveLine | undefined,
  dispatch: (event: LiveEvent) => void,
  lesson: { trackId: string; lessonId: string },
): LiveRequests {
  /** Sends to a connected server only: socket.io would keep the request and send it to a later session. */
  async function ask<T>(send: (socket: LiveSocket) => Promise<Reply<T>>): Promise<Reply<T>> {
    const socket = current();
    return socket?.connected ? orNoAnswer(send(socket)) : notConnected;
  }
  const timed = (socket: LiveSocket) => socket.timeout(REPLY_TIMEOUT_MS);

  function told(reply: Reply<TaskState>): Reply<TaskState> {
    if (reply.ok) dispatch({ type: "task", state: reply.value, asked: true });
    return reply;
  }

  function showRefusal(reply: Reply<null>): void {
    if (!reply.ok) dispatch({ type: "refused", error: reply.error });
  }

  return {
    async open() {
      const payload = {
        trackId: lesson.trackId as TrackId,
        lessonId: lesson.lessonId as LessonId,
      };
      const told = (reply: Reply<SessionSnapshot>) => {
        const at = performance.now();
        if (reply.ok) dispatch({ type: "opened", snapshot: reply.value, at });
        else if (current()?.connected) {
          const state = { status: "failed", ...reply.error } as const;
          dispatch({ type: "opened", snapshot: { state, tasks: [], terminals: [], notices: [] }, at });
        }
      };
      const socket = current();
      if (!socket?.connected) return;
      // A callback, not a promise: news that follows the reply in the same packet must not be overtaken by it.
      await new Promise<void>((resolve) => {
        timed(socket).emit("session:open", payload, (error, reply) => {
          told(error ? NO_ANSWER : reply);
          resolve();
        });
      });
    },
    reconnect: () => line()?.tryNow(),
    dropLine: () => line()?.drop(),
    async extend() {
      const reply = await ask<SessionState>((socket) => timed(socket).emitWithAck("session:extend", {}));
      if (!reply.ok) return reply.error;
      dispatch({ type: "machine", state: reply.value, at: performance.now() });
    },
    async reset() {
      const reply = await ask<SessionState>((socket) =>
        socket.timeout(RESET_TIMEOUT_MS).emitWithAck("session:reset", {}),
      );
      if (reply.ok) dispatch({ type: "machine", state: reply.value, at: performance.now() });
      else dispatch({ type: "refused", error: reply.error });
    },
    async tidyUp() {
      const reply = await ask<null>((socket) =>
        socket.timeout(RESET_TIMEOUT_MS).emitWithAck("session:tidy", {}),
      );
      return reply.ok ? undefined : reply.error;
    },
    async bringFiles() {
      const reply = await ask<null>((socket) =>
        socket.timeout(RESET_TIMEOUT_MS).emitWithAck("files:bring", {}),
      );
      if (reply.ok) dispatch({ type: "files-settled" });
      showRefusal(reply);
    },
    async forgetFiles() {
      const reply = await ask<null>((socket) => timed(socket).emitWithAck("files:forget", {}));
      if (reply.ok) dispatch({ type: "files-settled" });
      showRefusal(reply);
    },
    async answer(taskId, answer) {
      const payload = { taskId: taskId as TaskId, answer };
      return told(await ask((socket) => timed(socket).emitWithAck("task:answer", payload)));
    },
    async check(taskId) {
      const payload = { taskId: taskId as TaskId };
      return told(await ask((socket) => timed(socket).emitWithAck("task:check", payload)));
    },
    async solution(taskId) {
      const payload = { taskId: taskId as TaskId };
      return ask((socket) => timed(socket).emitWithAck("task:solution", payload));
    },
    foreground: (id) =>
      ask((socket) => timed(socket).emitWithAck("terminal:foreground", { terminalId: id as TerminalId })),
    closeTerminal: (id, force) =>
      ask((socket) => timed(socket).emitWithAck("terminal:close", { terminalId: id as TerminalId, force })),
    async renameTerminal(id, name) {
      const payload = { terminalId: id as TerminalId, name };
      showRefusal(await ask((socket) => timed(socket).emitWithAck("terminal:rename", payload)));
    },
    async moveTerminal(id, to) {
      const payload = { terminalId: id as TerminalId, to };
      showRefusal(await ask((socket) => timed(socket).emitWithAck("terminal:move", payload)));
    },
  };
}
