import { retryPause } from "./retry-pause.ts";

/** By which way the line runs. `unknown`: it began by long polling, and whether WebSockets work shows in a moment. */
export type Way = "unknown" | "websocket" | "polling";

export type LineState =
  | { readonly kind: "trying" }
  /** `until`: when the next try begins, on the page's clock (performance.now). `refusal`: why the lab said no. */
  | { readonly kind: "waiting"; readonly until: number; readonly refusal: string | undefined }
  /** `cut`: WebSockets open here, but do not last, so that this page has given them up. */
  | { readonly kind: "open"; readonly way: Way; readonly cut: boolean };

/** What a line needs of the live socket and its engine; the library's own types fit. */
export interface LineSocket {
  on(event: "connect", listener: () => void): unknown;
  on(event: "disconnect", listener: (reason: string) => void): unknown;
  on(event: "connect_error", listener: (error: Error & { data?: unknown }) => void): unknown;
  connect(): unknown;
  disconnect(): unknown;
  sendBuffer: unknown[];
  readonly io: {
    readonly opts: { transports?: unknown };
    readonly engine: {
      readonly transport: { readonly name: string };
      on(event: "upgrade" | "upgradeError", listener: () => void): unknown;
    };
  };
}

/** A WebSocket that was possible is in use by then. Milliseconds. */
const UPGRADE_MS = 10_000;
/** A WebSocket that ends sooner may have been cut on purpose; so many in turn are no accident. Milliseconds. */
const SHORT_LIFE_MS = 2 * 60_000;
const SHORT_LIVES = 2;

/**
 * Keeps the live socket connected: at once when it is lost, then after growing pauses. Knows which way it runs, and
 * stays with long polling where WebSockets are cut again and again.
 */
export class LiveLine {
  readonly #socket: LineSocket;
  readonly #onState: (state: LineState) => void;
  readonly #random: () => number;
  #state: LineState = { kind: "trying" };
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #upgrade: ReturnType<typeof setTimeout> | undefined;
  #openedAt = 0;
  #shortLives = 0;
  #stopped = false;
  readonly #browserNews = () => {
    if (document.visibilityState === "visible") this.tryNow();
  };

  constructor(socket: LineSocket, onState: (state: LineState) => void, random: () => number = Math.random) {
    this.#socket = socket;
    this.#onState = onState;
    this.#random = random;
    socket.on("connect", () => this.#opened());
    socket.on("disconnect", () => this.#lost());
    socket.on("connect_error", (error) => this.#again(refusalOf(error)));
  }

  get state(): LineState {
    return this.#state;
  }

  start(): void {
    // A browser that is back on a network, or a page that is looked at again, need not wait for the next try.
    window.addEventListener("online", this.#browserNews);
    document.addEventListener("visibilitychange", this.#browserNews);
    this.#try();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#upgrade);
    window.removeEventListener("online", this.#browserNews);
    document.removeEventListener("visibilitychange", this.#browserNews);
    this.#socket.disconnect();
  }

  /** Ends the pause before the next try. */
  tryNow(): void {
    if (this.#state.kind === "waiting") this.#try();
  }

  /** The line is dead and does not know it: lets go of it and comes back. */
  drop(): void {
    if (this.#state.kind === "open") this.#socket.disconnect();
  }

  #try(): void {
    clearTimeout(this.#retry);
    this.#attempt += 1;
    this.#tell({ kind: "trying" });
    this.#socket.connect();
  }

  #opened(): void {
    clearTimeout(this.#retry);
    this.#attempt = 0;
    this.#openedAt = performance.now();
    const { engine } = this.#socket.io;
    const given = this.#givenUp;
    const tell = (way: Way) => {
      // News of an engine that has been replaced says nothing about this one.
      if (this.#state.kind !== "open" || this.#socket.io.engine !== engine) return;
      clearTimeout(this.#upgrade);
      this.#tell({ ...this.#state, way });
    };
    const way = engine.transport.name === "websocket" ? "websocket" : given ? "polling" : "unknown";
    this.#tell({ kind: "open", way, cut: given });
    if (way !== "unknown") return;
    engine.on("upgrade", () => tell("websocket"));
    engine.on("upgradeError", () => tell("polling"));
    this.#upgrade = setTimeout(() => tell("polling"), UPGRADE_MS);
  }

  #lost(): void {
    clearTimeout(this.#upgrade);
    // What the library kept for the next connection was meant for this one.
    this.#socket.sendBuffer.length = 0;
    if (this.#stopped) return;
    if (this.#state.kind === "open") this.#learnFrom(this.#state.way);
    this.#again(undefined);
  }

  get #givenUp(): boolean {
    return this.#shortLives >= SHORT_LIVES;
  }

  #learnFrom(way: Way): void {
    const short = performance.now() - this.#openedAt < SHORT_LIFE_MS;
    // Where the browser itself has no network, or polling is cut as well, WebSockets are not to blame.
    if (!short || !navigator.onLine || way !== "websocket") this.#shortLives = 0;
    else this.#shortLives += 1;
    this.#socket.io.opts.transports = this.#givenUp ? ["polling"] : ["polling", "websocket"];
  }

  #again(refusal: string | undefined): void {
    if (this.#stopped) return;
    clearTimeout(this.#retry);
    const pause = retryPause(
      refusal === undefined ? this.#attempt : Math.max(3, this.#attempt),
      this.#random,
    );
    this.#retry = setTimeout(() => this.#try(), pause);
    this.#tell(
      pause === 0 ? { kind: "trying" } : { kind: "waiting", until: performance.now() + pause, refusal },
    );
  }

  #tell(state: LineState): void {
    this.#state = state;
    this.#onState(state);
  }
}

/** The lab's own sentence, where it was the lab that refused: its errors carry data, the library's do not. */
function refusalOf(error: Error & { data?: unknown }): string | undefined {
  return error.data === undefined ? undefined : error.message;
}
