import { io, type Socket } from "socket.io-client";
import type { TaskState } from "../protocol/check-result.ts";
import {
  type ClientToServerEvents,
  type Replay,
  type ServerToClientEvents,
  type SessionSnapshot,
  SOCKET_PATH,
} from "../protocol/events.ts";
import type { LessonId, TerminalId, TrackId } from "../protocol/ids.ts";
import type { Reply } from "../protocol/reply.ts";
import { Line } from "./line.ts";

export const TERMINAL_SIZE = { cols: 120, rows: 40 };
const ACK_EVERY_CHARS = 64 * 1024;

function accepted<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.value;
}

async function newCookie(url: string): Promise<string> {
  const page = await fetch(url, { headers: { accept: "text/html" } });
  return page.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
}

/** A learner without a browser: the same cookie, live channel and acknowledgements. Times by `performance.now()`. */
export class BenchLearner extends Line {
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly cookie: string;
  /** Number that the next unit of output must have. */
  nextSeq = 0;
  readonly passedAt = new Map<string, number>();
  readonly tasks = new Map<string, TaskState>();
  terminalId = "t1" as TerminalId;
  #unacknowledged = 0;
  #typed = 0;

  private constructor(socket: Socket<ServerToClientEvents, ClientToServerEvents>, cookie: string) {
    super();
    this.#socket = socket;
    this.cookie = cookie;
    socket.on("terminal:output", ({ seq, data }) => this.#output(seq, data));
    socket.on("task:state", (task) => {
      this.tasks.set(task.taskId, task);
      if (task.status === "passed") this.passedAt.set(task.taskId, performance.now());
    });
  }

  /** A new learner, or one with the cookie of another, who then is the same one. */
  static async connect(url: string, cookie?: string): Promise<BenchLearner> {
    return BenchLearner.#connect(url, cookie ?? (await newCookie(url)));
  }

  static async #connect(url: string, cookie: string): Promise<BenchLearner> {
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
    return new BenchLearner(socket, cookie);
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
    const { data } = await this.#open({});
    if (!data.includes("$ ")) await this.until((text) => text.includes("$ "));
  }

  /** Comes back to a terminal, having seen all before `fromSeq`. Listeners hear the replay, and what follows it. */
  comeBack(terminalId: TerminalId, fromSeq: number): Promise<Replay> {
    return this.#open({ terminalId, fromSeq });
  }

  #open(which: { terminalId?: TerminalId; fromSeq?: number }): Promise<Replay> {
    return new Promise((resolve, reject) => {
      // Taken up within the callback: output may follow the reply before a promise would have resolved.
      this.#socket.emit("terminal:open", { size: TERMINAL_SIZE, ...which }, (reply) => {
        if (!reply.ok) return reject(new Error(`${reply.error.code}: ${reply.error.message}`));
        const { terminalId, taken, replay } = reply.value;
        this.terminalId = terminalId as TerminalId;
        this.#typed = taken;
        this.nextSeq = replay.seq + replay.data.length;
        const text = (replay.screen?.data ?? "") + replay.data;
        if (text !== "") {
          this.#socket.emit("terminal:ack", { terminalId: this.terminalId, chars: text.length });
          this.received(text, performance.now());
        }
        resolve(replay);
      });
    });
  }

  type(data: string): void {
    this.#typed += 1;
    this.#socket.emit("terminal:input", { terminalId: this.terminalId, number: this.#typed, data });
  }

  close(): void {
    this.#socket.close();
  }

  #output(seq: number, data: string): void {
    const at = performance.now();
    if (seq !== this.nextSeq) throw new Error(`output ${seq} came where ${this.nextSeq} was due`);
    this.nextSeq = seq + data.length;
    this.#unacknowledged += data.length;
    if (this.#unacknowledged >= ACK_EVERY_CHARS) {
      this.#socket.emit("terminal:ack", { terminalId: this.terminalId, chars: this.#unacknowledged });
      this.#unacknowledged = 0;
    }
    this.received(data, at);
  }
}
