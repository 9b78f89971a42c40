import { io, type Socket } from "socket.io-client";
import type { TaskState } from "../protocol/check-result.ts";
import {
  type ClientToServerEvents,
  type OpenedTerminal,
  type ServerToClientEvents,
  type SessionSnapshot,
  SOCKET_PATH,
} from "../protocol/events.ts";
import type { LessonId, TerminalId, TrackId } from "../protocol/ids.ts";
import type { Reply } from "../protocol/reply.ts";
import { Line } from "./line.ts";

const ACK_EVERY_CHARS = 64 * 1024;

function accepted<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.value;
}

/** A learner without a browser: the same cookie, live channel and acknowledgements. Times by `performance.now()`. */
export class BenchLearner extends Line {
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly passedAt = new Map<string, number>();
  readonly tasks = new Map<string, TaskState>();
  terminalId = "t1" as TerminalId;
  #unacknowledged = 0;
  #typed = 0;

  private constructor(socket: Socket<ServerToClientEvents, ClientToServerEvents>) {
    super();
    this.#socket = socket;
    socket.on("terminal:output", ({ data }) => this.#output(data));
    socket.on("task:state", (task) => {
      this.tasks.set(task.taskId, task);
      if (task.status === "passed") this.passedAt.set(task.taskId, performance.now());
    });
  }

  static async connect(url: string): Promise<BenchLearner> {
    const page = await fetch(url, { headers: { accept: "text/html" } });
    const cookie = page.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
    const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
      path: SOCKET_PATH,
      transports: ["websocket"],
      extraHeaders: { cookie },
      reconnection: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", reject);
    });
    return new BenchLearner(socket);
  }

  /** Opens a lesson and waits until its machine is ready. */
  async openLesson(trackId: TrackId, lessonId: LessonId): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      this.#socket.on("session:state", (state) => {
        if (state.status === "ready") resolve();
        if (state.status === "failed") reject(new Error(state.message));
      });
    });
    const snapshot: SessionSnapshot = accepted(
      await this.#socket.emitWithAck("session:open", { trackId, lessonId }),
    );
    if (snapshot.state.status !== "ready") await ready;
  }

  async openTerminal(): Promise<void> {
    const opened: OpenedTerminal = accepted(
      await this.#socket.emitWithAck("terminal:open", { size: { cols: 120, rows: 40 } }),
    );
    this.terminalId = opened.terminalId as TerminalId;
    this.#typed = opened.taken;
    if (!opened.replay.data.includes("$ ")) await this.until((text) => text.includes("$ "));
  }

  type(data: string): void {
    this.#typed += 1;
    this.#socket.emit("terminal:input", { terminalId: this.terminalId, number: this.#typed, data });
  }

  close(): void {
    this.#socket.close();
  }

  #output(data: string): void {
    const at = performance.now();
    this.#unacknowledged += data.length;
    if (this.#unacknowledged >= ACK_EVERY_CHARS) {
      this.#socket.emit("terminal:ack", { terminalId: this.terminalId, chars: this.#unacknowledged });
      this.#unacknowledged = 0;
    }
    this.received(data, at);
  }
}
