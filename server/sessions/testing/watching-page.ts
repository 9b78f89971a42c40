import type { TerminalShare } from "../../protocol/events.ts";
import type { TerminalSize } from "../../protocol/payloads.ts";
import type { LiveTerminal } from "../live-terminal.ts";
import { HeadlessScreen } from "../screen/headless-screen.ts";

/** A page in one browser: its screen stays over cuts of the connection, and goes with a reload. */
export class WatchingPage {
  screen: HeadlessScreen;
  #room: TerminalSize;
  /** Number of the next unit of output to be written. */
  #next = 0;
  #connection: { live: LiveTerminal; viewer: Parameters<LiveTerminal["detach"]>[0] } | undefined;

  constructor(room: TerminalSize) {
    this.#room = room;
    this.screen = new HeadlessScreen(room);
  }

  get connected(): boolean {
    return this.#connection !== undefined;
  }

  /** Comes, or comes back: asks for what it has not seen. */
  async connect(live: LiveTerminal): Promise<void> {
    this.cut();
    const viewer = {
      send: (chunk: { seq: number; data: string }) => this.#output(chunk),
      shared: (share: TerminalShare) => this.screen.resize(share.size),
      exited: () => {},
    };
    this.#connection = { live, viewer };
    live.makeRoom(viewer, { size: this.#room, visible: true });
    const from = this.#next;
    const { seq, data, screen } = await live.attach(viewer, from);
    const { size } = live.shareOf(viewer);
    if (screen !== undefined) this.#begin(screen.size, screen.data);
    else if (seq !== from) this.#begin(size, "");
    else this.screen.resize(size);
    this.screen.write(data);
    this.screen.resize(size);
    this.#next = seq + data.length;
    live.acknowledge(viewer, data.length + (screen?.data.length ?? 0));
  }

  resize(room: TerminalSize): void {
    this.#room = room;
    this.#connection?.live.makeRoom(this.#connection.viewer, { size: room, visible: true });
  }

  cut(): void {
    this.#connection?.live.detach(this.#connection.viewer);
    this.#connection = undefined;
  }

  reload(): void {
    this.cut();
    this.#begin(this.#room, "");
    this.#next = 0;
  }

  #begin(size: TerminalSize, drawn: string): void {
    this.screen.dispose();
    this.screen = new HeadlessScreen(size);
    this.screen.write(drawn);
  }

  #output({ seq, data }: { seq: number; data: string }): void {
    if (seq > this.#next) throw new Error(`output ${this.#next} to ${seq} was never sent`);
    const fresh = data.slice(this.#next - seq);
    this.screen.write(fresh);
    this.#next += fresh.length;
    this.#connection?.live.acknowledge(this.#connection.viewer, data.length);
  }
}
