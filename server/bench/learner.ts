import { setTimeout as delay } from "node:timers/promises";
import { io, type Socket } from "socket.io-client";
import type { TaskState } from "../protocol/check-result.ts";
import {
  type ClientToServerEvents,
  type OpenedTerminal,
  type OutputChunk,
  type Replay,
  type ServerToClientEvents,
  type SessionSnapshot,
  SOCKET_PATH,
} from "../protocol/events.ts";
import type { LessonId, TaskId, TerminalId, TrackId } from "../protocol/ids.ts";
import { READS_BYTES, textOfOutput } from "../protocol/output-frames.ts";
import type { Reply } from "../protocol/reply.ts";
import { Line } from "./line.ts";

export const TERMINAL_SIZE = { cols: 120, rows: 40 };
/** As the page does it: see `app/_components/terminal/ack-meter.ts`. */
const ACK_EVERY_CHARS = 32 * 1024;

/** A prompt is looked for in this much of the latest output. UTF-16 units. */
const PROMPT_CHARS = 256;

type LiveSocket = Socket<ServerToClientEvents, ClientToServerEvents>;
type Listener = (data: string, at: number) => void;

/** Takes output in; `done` when it is drawn, or whatever else is done with it. */
export type Parser = (data: string | Uint8Array, done: () => void) => void;

export interface TerminalOptions {
  readonly parse?: Parser;
  readonly listener?: Listener;
}

const unparsed: Parser = (_data, done) => done();

function accepted<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.value;
}

/** The name that the lab gives to a browser that has none. */
export async function newCookie(url: string): Promise<string> {
  const page = await fetch(url, { headers: { accept: "text/html" } });
  await page.arrayBuffer();
  return page.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
}

/** One terminal of a learner: what it prints is acknowledged once it is parsed, and heard then. */
export class BenchTerminal extends Line {
  readonly id: TerminalId;
  /** Number that the next unit of output must have. */
  nextSeq: number;
  readonly #socket: LiveSocket;
  readonly #parse: Parser;
  #unacknowledged = 0;
  #typed: number;

  constructor(socket: LiveSocket, { terminalId, taken, replay }: OpenedTerminal, parse: Parser) {
    super();
    this.#socket = socket;
    this.#parse = parse;
    this.id = terminalId as TerminalId;
    this.nextSeq = replay.seq + replay.data.length;
    this.#typed = taken;
  }

  type(data: string): void {
    this.#typed += 1;
    this.#socket.emit("terminal:input", { terminalId: this.id, number: this.#typed, data });
  }

  output({ seq, data }: OutputChunk): void {
    if (seq !== this.nextSeq) throw new Error(`output ${seq} came where ${this.nextSeq} was due`);
    this.nextSeq = seq + data.length;
    this.take(data, ACK_EVERY_CHARS);
  }

  take(data: string | Uint8Array, ackEveryChars = 1): void {
    if (data.length === 0) return;
    this.#parse(data, () => {
      this.#unacknowledged += data.length;
      if (this.#unacknowledged >= ackEveryChars) {
        this.#socket.emit("terminal:ack", { terminalId: this.id, chars: this.#unacknowledged });
        this.#unacknowledged = 0;
      }
      this.received(textOfOutput(data), performance.now());
    });
  }
}

/** A learner without a browser: the same cookie, live channel and acknowledgements. Times by `performance.now()`. */
export class BenchLearner {
  readonly #socket: LiveSocket;
  readonly #terminals = new Map<string, BenchTerminal>();
  readonly cookie: string;
  readonly #passedAt = new Map<string, number>();
  readonly #waiting = new Map<string, () => void>();
  readonly tasks = new Map<string, TaskState>();
  /** Messages that the lab refused, by code. */
  readonly refused: string[] = [];

  private constructor(socket: LiveSocket, cookie: string) {
    this.#socket = socket;
    this.cookie = cookie;
    socket.on("terminal:output", (chunk) => this.#terminals.get(chunk.terminalId)?.output(chunk));
    socket.on("refused", ({ code }) => this.refused.push(code));
    socket.on("task:state", (task) => {
      this.tasks.set(task.taskId, task);
      if (task.status !== "passed") return;
      this.#passedAt.set(task.taskId, performance.now());
      this.#waiting.get(task.taskId)?.();
    });
  }

  /** A new learner, or one with the cookie of another, who then is the same one. */
  static async connect(url: string, cookie?: string): Promise<BenchLearner> {
    const known = cookie ?? (await newCookie(url));
    const socket: LiveSocket = io(url, {
      path: SOCKET_PATH,
      ...READS_BYTES,
      transports: ["websocket"],
      extraHeaders: { cookie: known },
      reconnection: false,
      forceNew: true,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", reject);
    });
    return new BenchLearner(socket, known);
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

  /** A fresh machine, once it is ready; terminals of the old one are gone. */
  async reset(): Promise<void> {
    const state = accepted(await this.#socket.emitWithAck("session:reset", {}));
    if (state.status !== "ready") throw new Error(`the machine is ${state.status} after a reset`);
  }

  /** The same machine, back at the start of its lesson. */
  async tidyUp(): Promise<void> {
    accepted(await this.#socket.emitWithAck("session:tidy", {}));
  }

  /** A new terminal, once its prompt is there. The listener hears all that it prints. */
  async openTerminal({ parse, listener }: TerminalOptions = {}): Promise<BenchTerminal> {
    let text = "";
    let shown = () => {};
    const prompt = new Promise<void>((resolve) => {
      shown = resolve;
    });
    const { terminal } = await this.#open({}, parse, (data, at) => {
      listener?.(data, at);
      text = (text + data).slice(-PROMPT_CHARS);
      if (text.includes("$ ")) shown();
    });
    await prompt;
    return terminal;
  }

  /** Comes back to a terminal, having seen all before `fromSeq`. The listener hears the replay, and what follows it. */
  comeBack(
    terminalId: TerminalId,
    fromSeq: number,
    listener?: Listener,
  ): Promise<{ terminal: BenchTerminal; replay: Replay }> {
    return this.#open({ terminalId, fromSeq }, unparsed, listener);
  }

  #open(
    which: { terminalId?: TerminalId; fromSeq?: number },
    parse: Parser = unparsed,
    listener: Listener = () => {},
  ): Promise<{ terminal: BenchTerminal; replay: Replay }> {
    return new Promise((resolve, reject) => {
      // Taken up within the callback: output may follow the reply before a promise would have resolved.
      this.#socket.emit("terminal:open", { size: TERMINAL_SIZE, ...which }, (reply) => {
        if (!reply.ok) return reject(new Error(`${reply.error.code}: ${reply.error.message}`));
        const { replay } = reply.value;
        const terminal = new BenchTerminal(this.#socket, reply.value, parse);
        this.#terminals.set(terminal.id, terminal);
        terminal.onOutput(listener);
        terminal.take((replay.screen?.data ?? "") + replay.data);
        resolve({ terminal, replay });
      });
    });
  }

  /** Resolves with the time at which the task ticked; rejects when it does not within the time given. */
  async ticked(task: string, withinMs: number): Promise<number> {
    if (!this.#passedAt.has(task)) {
      await Promise.race([
        new Promise<void>((resolve) => this.#waiting.set(task, resolve)),
        delay(withinMs, undefined, { ref: false }),
      ]);
    }
    const passedAt = this.#passedAt.get(task);
    if (passedAt !== undefined) return passedAt;
    throw new Error(`task ${task} did not tick: ${JSON.stringify(this.tasks.get(task))}`);
  }

  /** Sends the answer of a task that asks for one; gives the task's state then. */
  async answer(taskId: TaskId, answer: string): Promise<TaskState> {
    return accepted(await this.#socket.emitWithAck("task:answer", { taskId, answer }));
  }

  close(): void {
    this.#socket.close();
  }
}
