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
  type TerminalShare,
} from "../protocol/events.ts";
import { READS_BYTES, textOfOutput } from "../protocol/output-frames.ts";
import { MAX_INPUT_CHARS, type TerminalSize } from "../protocol/payloads.ts";
import type { Reply, ReplyError } from "../protocol/reply.ts";
import type { SessionNotice } from "../protocol/session-notice.ts";
import type { SessionState } from "../protocol/session-state.ts";

const SIZE: TerminalSize = { cols: 80, rows: 24 };
/** A wait this long is a failure. Milliseconds. */
const PATIENCE_MS = 5_000;

export interface LearnerOptions {
  readonly cookie?: string;
  readonly origin?: string;
  readonly transports?: ("polling" | "websocket")[];
  /** Whether output is acknowledged as it comes. Default: yes, as by a page that keeps up. */
  readonly acknowledges?: boolean;
  /** As a page of today, or one that was loaded before output came as bytes. Default: of today. */
  readonly page?: "today's" | "older";
}

/** A page without a browser: a real socket, and a memory of all that it was sent. */
export class TestLearner {
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly cookie: string;
  /** Resolves at the handshake; rejects with the server's reason. */
  readonly connected: Promise<void>;
  readonly states: SessionState[] = [];
  readonly tasks: TaskState[] = [];
  /** As they are now. */
  notices: readonly SessionNotice[] = [];
  readonly refusals: ReplyError[] = [];
  /** Of the terminal opened last, as told beside its replay and later. */
  shares: TerminalShare[] = [];
  readonly exits: { terminalId: string; exitCode: number }[] = [];
  readonly disconnects: string[] = [];
  /** All output of the terminal opened last, from where its replay began; before it the screen that was drawn. */
  screen = "";
  terminalId = "";
  /** Number that the next unit of output must have. */
  nextSeq = 0;
  /** Output that did not continue where the output before it ended: lost or repeated. */
  readonly breaks: { expected: number; got: number }[] = [];
  /** Receipts for input, and refusals of it, as they came. */
  readonly taken: number[] = [];
  readonly leftOut: number[] = [];
  readonly #acknowledges: boolean;
  readonly #typed = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  constructor(url: string, options: LearnerOptions) {
    this.cookie = options.cookie ?? "";
    this.#acknowledges = options.acknowledges ?? true;
    this.socket = io(url, {
      path: SOCKET_PATH,
      ...(options.page === "older" ? {} : READS_BYTES),
      forceNew: true,
      reconnection: false,
      transports: options.transports ?? ["websocket"],
      extraHeaders: {
        ...(this.cookie === "" ? {} : { cookie: this.cookie }),
        ...(options.origin === undefined ? {} : { origin: options.origin }),
      },
    });
    this.connected = new Promise((resolve, reject) => {
      this.socket.once("connect", resolve);
      this.socket.once("connect_error", reject);
    });
    const heard = <T>(action: (news: T) => void) => {
      return (news: T) => {
        action(news);
        for (const wake of this.#waiting) wake();
      };
    };
    this.socket.on(
      "session:notices",
      heard((notices: readonly SessionNotice[]) => {
        this.notices = notices;
      }),
    );
    this.socket.on(
      "session:state",
      heard((state: SessionState) => this.states.push(state)),
    );
    this.socket.on(
      "task:state",
      heard((task: TaskState) => this.tasks.push(task)),
    );
    this.socket.on(
      "refused",
      heard((error: ReplyError) => this.refusals.push(error)),
    );
    this.socket.on(
      "terminal:exit",
      heard((exit: { terminalId: string; exitCode: number }) => this.exits.push(exit)),
    );
    this.socket.on(
      "terminal:shared",
      heard(({ terminalId, ...share }: TerminalShare & { terminalId: string }) => {
        if (terminalId === this.terminalId) this.shares.push(share);
      }),
    );
    this.socket.on(
      "terminal:taken",
      heard(({ taken }: { taken: number }) => this.taken.push(taken)),
    );
    this.socket.on(
      "terminal:left-out",
      heard(({ from }: { from: number }) => this.leftOut.push(from)),
    );
    this.socket.on(
      "terminal:output",
      heard((chunk: OutputChunk) => this.#output(chunk)),
    );
    this.socket.on(
      "disconnect",
      heard((reason: string) => this.disconnects.push(reason)),
    );
  }

  /** Sends anything at all and gives the reply, whatever it is. */
  ask(event: string, ...payload: unknown[]): Promise<Reply<unknown>> {
    const raw = this.socket as unknown as Socket;
    return raw.timeout(PATIENCE_MS).emitWithAck(event, ...payload);
  }

  /** Sends anything at all and expects no reply. */
  say(event: string, ...payload: unknown[]): void {
    (this.socket as unknown as Socket).emit(event, ...payload);
  }

  async #asked<T>(event: string, payload: unknown): Promise<T> {
    const reply = await this.ask(event, payload);
    if (reply.ok) return reply.value as T;
    throw new Error(`${event}: ${reply.error.code}: ${reply.error.message}`, { cause: reply.error });
  }

  open(lesson: { trackId: string; lessonId: string }): Promise<SessionSnapshot> {
    return this.#asked("session:open", lesson);
  }

  /** Opens a lesson and waits for its machine. */
  async ready(lesson: { trackId: string; lessonId: string }): Promise<SessionSnapshot> {
    const snapshot = await this.open(lesson);
    if (snapshot.state.status !== "ready") {
      await this.until("a ready machine", () => this.states.at(-1)?.status === "ready");
    }
    return snapshot;
  }

  /** A new terminal, or one to come back to. Gives the replay. */
  terminal(
    options: { terminalId?: string; fromSeq?: number; size?: TerminalSize; source?: string } = {},
  ): Promise<Replay> {
    const { promise, resolve, reject } = Promise.withResolvers<Replay>();
    // Taken up within the callback: output may follow the reply before a promise would have resolved.
    this.socket
      .timeout(PATIENCE_MS)
      .emit("terminal:open", { size: SIZE, ...options }, (late, reply: Reply<OpenedTerminal>) => {
        if (late !== null) return reject(late);
        if (!reply.ok) return reject(new Error(reply.error.message, { cause: reply.error }));
        const { terminalId, replay, share, taken } = reply.value;
        this.shares = [share];
        this.terminalId = terminalId;
        this.#typed.set(terminalId, taken);
        const drawn = replay.screen?.data ?? "";
        this.screen = drawn + replay.data;
        this.nextSeq = replay.seq + replay.data.length;
        if (this.screen !== "" && this.#acknowledges) this.acknowledge(this.screen.length);
        resolve(replay);
      });
    return promise;
  }

  type(data: string): void {
    const number = (this.#typed.get(this.terminalId) ?? 0) + 1;
    this.#typed.set(this.terminalId, number);
    this.say("terminal:input", { terminalId: this.terminalId, number, data });
  }

  /** As the page does with a long paste: in pieces. */
  paste(text: string): void {
    for (let at = 0; at < text.length; at += MAX_INPUT_CHARS) this.type(text.slice(at, at + MAX_INPUT_CHARS));
  }

  acknowledge(chars: number): void {
    this.say("terminal:ack", { terminalId: this.terminalId, chars });
  }

  untilScreen(wanted: string | RegExp): Promise<void> {
    return this.until(`${wanted} on the screen`, () =>
      typeof wanted === "string" ? this.screen.includes(wanted) : wanted.test(this.screen),
    );
  }

  /** Looks again at each piece of news. */
  until(what: string, isTrue: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!isTrue()) return;
        this.#waiting.delete(look);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(
          new Error(
            `waited in vain for ${what}; the screen ends: ${JSON.stringify(this.screen.slice(-300))}`,
          ),
        );
      }, patienceMs);
      this.#waiting.add(look);
      look();
    });
  }

  close(): void {
    this.socket.disconnect();
  }

  #output({ terminalId, seq, data, taken }: OutputChunk): void {
    if (terminalId !== this.terminalId) return;
    if (taken !== undefined) this.taken.push(taken);
    if (seq !== this.nextSeq) this.breaks.push({ expected: this.nextSeq, got: seq });
    this.nextSeq = seq + data.length;
    this.screen += textOfOutput(data);
    if (this.#acknowledges) this.acknowledge(data.length);
  }
}
