import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type LineSocket, type LineState, LiveLine } from "./live-line.ts";

/** A socket whose fate the test decides. */
class FakeSocket implements LineSocket {
  readonly #listeners = new Map<string, ((news: never) => void)[]>();
  connects = 0;
  connected = false;
  sendBuffer: unknown[] = [];
  io = { opts: { transports: ["polling", "websocket"] as unknown }, engine: fakeEngine("polling") };

  on(event: string, listener: (news: never) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  connect(): void {
    this.connects += 1;
  }

  disconnect(): void {
    if (this.connected) this.lose("io client disconnect");
  }

  open(transport = "polling"): void {
    this.connected = true;
    this.io.engine = fakeEngine(transport);
    this.#tell("connect", undefined);
  }

  lose(reason = "transport close"): void {
    this.connected = false;
    this.#tell("disconnect", reason);
  }

  fail(error: Error = new Error("xhr poll error")): void {
    this.#tell("connect_error", error);
  }

  #tell(event: string, news: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(news as never);
  }
}

function fakeEngine(name: string) {
  const listeners = new Map<string, () => void>();
  return {
    transport: { name },
    on: (event: "upgrade" | "upgradeError", listener: () => void) => void listeners.set(event, listener),
    news: (event: "upgrade" | "upgradeError") => listeners.get(event)?.(),
  };
}

let page: EventTarget & { visibilityState: string };
beforeEach(() => {
  vi.useFakeTimers();
  page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("navigator", { onLine: true });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function started() {
  const socket = new FakeSocket();
  const states: LineState[] = [];
  const line = new LiveLine(
    socket,
    (state) => states.push(state),
    () => 0,
  );
  line.start();
  return { socket, line, states };
}

describe("a lost line", () => {
  it("is tried again at once, then after growing pauses that are told", () => {
    const { socket, line } = started();
    socket.open();
    socket.lose();
    expect(line.state).toEqual({ kind: "trying" });
    vi.advanceTimersByTime(0);
    expect(socket.connects).toBe(2);
    for (const [index, pause] of [1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
      socket.fail();
      expect(line.state).toEqual({ kind: "waiting", until: performance.now() + pause, refusal: undefined });
      vi.advanceTimersByTime(pause - 1);
      expect(socket.connects).toBe(2 + index);
      vi.advanceTimersByTime(1);
      expect(socket.connects).toBe(3 + index);
      expect(line.state).toEqual({ kind: "trying" });
    }
    socket.open();
    socket.lose();
    vi.advanceTimersByTime(0);
    expect(socket.connects).toBe(9);
  });

  it("is tried at once when asked for, when the network is back, and when the page is looked at", () => {
    const { socket, line } = started();
    const asks = [
      () => line.tryNow(),
      () => window.dispatchEvent(new Event("online")),
      () => page.dispatchEvent(new Event("visibilitychange")),
    ];
    for (const [index, ask] of asks.entries()) {
      socket.fail();
      ask();
      expect(socket.connects).toBe(2 + index);
      ask();
      expect(socket.connects).toBe(2 + index);
    }
    vi.advanceTimersByTime(100_000);
    expect(socket.connects).toBe(4);
  });

  it("that the lab refuses says why, and is not tried at once", () => {
    const { socket, line } = started();
    socket.fail(Object.assign(new Error("Close a tab."), { data: { code: "too-many" } }));
    expect(line.state).toMatchObject({ kind: "waiting", refusal: "Close a tab." });
    vi.advanceTimersByTime(3_999);
    expect(socket.connects).toBe(1);
    vi.advanceTimersByTime(1);
    expect(socket.connects).toBe(2);
  });

  it("leaves nothing behind that would go to the next one", () => {
    const { socket } = started();
    socket.open();
    socket.sendBuffer.push("a packet");
    socket.lose();
    expect(socket.sendBuffer).toEqual([]);
  });

  it("that is dead without knowing it is let go of", () => {
    const { socket, line } = started();
    socket.open();
    line.drop();
    vi.advanceTimersByTime(0);
    expect(socket.connects).toBe(2);
  });

  it("is over for good when the page is left", () => {
    const { socket, line } = started();
    socket.open();
    line.stop();
    window.dispatchEvent(new Event("online"));
    vi.advanceTimersByTime(100_000);
    expect([socket.connects, socket.connected]).toEqual([1, false]);
  });
});

describe("the way", () => {
  it("is known once the WebSocket is in use, or refused, or has not come", () => {
    const { socket, line } = started();
    socket.open();
    expect(line.state).toEqual({ kind: "open", way: "unknown", cut: false });
    socket.io.engine.news("upgrade");
    vi.advanceTimersByTime(20_000);
    expect(line.state).toMatchObject({ way: "websocket" });

    socket.lose();
    socket.open();
    socket.io.engine.news("upgradeError");
    expect(line.state).toMatchObject({ way: "polling" });

    socket.lose();
    socket.open();
    vi.advanceTimersByTime(10_000);
    expect(line.state).toMatchObject({ way: "polling" });
  });

  it("is not what an engine says that has been replaced", () => {
    const { socket, line } = started();
    socket.open();
    const old = socket.io.engine;
    socket.lose();
    socket.open("websocket");
    old.news("upgradeError");
    expect(line.state).toMatchObject({ way: "websocket" });
  });

  it("stays with polling where WebSockets are cut twice in turn, and says so", () => {
    const { socket, line } = started();
    for (let cut = 0; cut < 2; cut++) {
      expect(socket.io.opts.transports).toEqual(["polling", "websocket"]);
      socket.open("websocket");
      vi.advanceTimersByTime(30_000);
      socket.lose("ping timeout");
    }
    expect(socket.io.opts.transports).toEqual(["polling"]);
    socket.open();
    expect(line.state).toEqual({ kind: "open", way: "polling", cut: true });
    socket.lose();
    expect(socket.io.opts.transports).toEqual(["polling", "websocket"]);
  });

  it.each([
    ["lived long", () => vi.advanceTimersByTime(130_000)],
    ["ended with the browser's network", () => vi.stubGlobal("navigator", { onLine: false })],
  ])("goes on by WebSocket after one that %s", (_, before) => {
    const { socket } = started();
    socket.open("websocket");
    socket.lose();
    socket.open("websocket");
    before();
    socket.lose();
    expect(socket.io.opts.transports).toEqual(["polling", "websocket"]);
  });
});
