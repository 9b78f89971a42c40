import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OpenedTerminal } from "../../../server/protocol/events.ts";
import type { Reply } from "../../../server/protocol/reply.ts";
import type { LiveSocket } from "../../_lib/socket-client.ts";
import { InputQueue, KEPT_MS } from "./input-queue.ts";
import { type LinkEvent, linkTerminal, type TerminalMemory } from "./terminal-link.ts";
import type { Room, TerminalScreen } from "./terminal-screen.ts";

type Answer = (error: unknown, reply?: Reply<OpenedTerminal>) => void;

const SMALL = { cols: 80, rows: 24 };
const LARGE = { cols: 120, rows: 40 };
const sizeOf = ({ cols, rows }: { cols: number; rows: number }) => `${cols}x${rows}`;

beforeEach(() => void vi.stubGlobal("document", new EventTarget()));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A terminal linked over a socket that the test answers; `done` tells in order what its screen was made to do. */
function linked({ next = 0, input = new InputQueue({ maxPiece: 1024, onLeftOut: () => {} }) } = {}) {
  const done: string[] = [];
  const sent: { event: string; payload: unknown }[] = [];
  const told: LinkEvent[] = [];
  const news = new Map<string, (payload: unknown) => void>();
  let answer: Answer = () => {};
  let room: Room = { size: LARGE, visible: true };
  let roomChanged: (room: Room) => void = () => {};
  const emit = (event: string, payload: unknown, reply?: Answer) => {
    sent.push({ event, payload });
    if (reply) answer = reply;
  };
  const socket = {
    emit,
    timeout: () => ({ emit }),
    on: (event: string, listener: (payload: unknown) => void) => news.set(event, listener),
    off: (event: string) => news.delete(event),
    io: {},
  };
  const screen = {
    room: () => room,
    fit: () => {},
    share: ({ size, sizedBy }: { size: Room["size"]; sizedBy: string }) =>
      done.push(`share ${sizeOf(size)} by ${sizedBy}`),
    unshare: () => done.push("unshare"),
    write: (data: string) => done.push(`write ${data}`),
    reset: () => done.push("reset"),
    restore: (drawn: { size: Room["size"]; data: string }) =>
      done.push(`restore ${sizeOf(drawn.size)} ${drawn.data}`),
    onRoom: (listener: (room: Room) => void) => {
      roomChanged = listener;
      return { dispose: () => {} };
    },
  };
  const memory: TerminalMemory = { terminalId: undefined, next, replays: 0, source: "source-of-test" };
  const unlink = linkTerminal({
    socket: socket as unknown as LiveSocket,
    screen: screen as unknown as TerminalScreen,
    memory,
    input,
    onEvent: (event) => told.push(event),
    onSilence: () => {},
  });
  return {
    done,
    sent,
    told,
    unlink,
    opened: (value: Omit<OpenedTerminal, "terminalId" | "taken">) =>
      answer(null, { ok: true, value: { terminalId: "t1", taken: 0, ...value } }),
    hear: (event: string, payload: object) => news.get(event)?.({ terminalId: "t1", ...payload }),
    moveTo: (changed: Room) => {
      room = changed;
      roomChanged(changed);
    },
  };
}

const share = { size: SMALL, sizedBy: "another", answers: false } as const;

describe("the size of a terminal", () => {
  it("is taken before what was missed, which was printed at it", () => {
    const { opened, done, told } = linked();
    opened({ replay: { seq: 0, data: "missed" }, share });
    expect(done).toEqual(["share 80x24 by another", "write missed"]);
    expect(told).toContainEqual({ type: "shared", share });
  });

  it("is taken after a drawn screen, which has its own", () => {
    const { opened, done } = linked();
    opened({ replay: { seq: 9, data: "since", screen: { size: LARGE, data: "drawn" } }, share });
    expect(done).toEqual(["restore 120x40 drawnsince", "share 80x24 by another"]);
  });

  it("changes in order with output", () => {
    const { opened, hear, done } = linked();
    opened({ replay: { seq: 0, data: "" }, share });
    hear("terminal:output", { seq: 0, data: "before" });
    hear("terminal:shared", { size: LARGE, sizedBy: "this", answers: true });
    hear("terminal:output", { seq: 6, data: "after" });
    expect(done.slice(1)).toEqual(["write before", "share 120x40 by this", "write after"]);
  });

  it("is not taken from another terminal, nor from an opening that is over", () => {
    const { opened, hear, done } = linked();
    hear("terminal:shared", { size: LARGE, sizedBy: "this", answers: true });
    opened({ replay: { seq: 0, data: "" }, share });
    hear("terminal:shared", { terminalId: "t2", size: LARGE, sizedBy: "this", answers: true });
    // A gap: the terminal is opened again, and what comes meanwhile belonged to the opening before.
    hear("terminal:output", { seq: 50, data: "later" });
    hear("terminal:shared", { size: LARGE, sizedBy: "this", answers: true });
    expect(done).toEqual(["share 80x24 by another"]);
  });

  it("is nobody's once the link is over", () => {
    const { opened, unlink, done } = linked();
    opened({ replay: { seq: 0, data: "" }, share });
    unlink();
    expect(done.at(-1)).toBe("unshare");
  });
});

describe("the room of a page", () => {
  it("goes with the request for a terminal, and again as it changes", () => {
    const { opened, moveTo, sent } = linked();
    expect(sent[0]).toMatchObject({ event: "terminal:open", payload: { size: LARGE, visible: true } });
    opened({ replay: { seq: 0, data: "" }, share });
    moveTo({ size: LARGE, visible: false });
    expect(sent.slice(1)).toEqual([
      { event: "terminal:resize", payload: { terminalId: "t1", size: LARGE, visible: false } },
    ]);
  });

  it("that changes while the terminal is opened is told once it is open", () => {
    const { opened, moveTo, sent } = linked();
    moveTo({ size: SMALL, visible: true });
    expect(sent).toHaveLength(1);
    opened({ replay: { seq: 0, data: "" }, share });
    expect(sent.slice(1)).toEqual([
      { event: "terminal:resize", payload: { terminalId: "t1", size: SMALL, visible: true } },
    ]);
  });
});

it("keys that are typed while the terminal is opened, after a long outage, are sent once it is open", () => {
  vi.useFakeTimers();
  const input = new InputQueue({ maxPiece: 1024, onLeftOut: () => {} });
  input.push("old");
  vi.advanceTimersByTime(KEPT_MS + 1);
  expect(input.push("x")).toBe(false);
  const { opened, sent } = linked({ input });
  input.push("new");
  opened({ replay: { seq: 0, data: "" }, share });
  expect(sent.slice(1)).toEqual([
    { event: "terminal:input", payload: { terminalId: "t1", number: 1, data: "new" } },
  ]);
});
