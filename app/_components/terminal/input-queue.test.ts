import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { InputQueue } from "./input-queue.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function line() {
  const sent: string[] = [];
  const state = { busy: false };
  return { sent, state, send: (piece: string) => void sent.push(piece), isBusy: () => state.busy };
}

it("sends a key at once", () => {
  const queue = new InputQueue(4);
  const to = line();
  queue.connect(to);
  queue.push("a");
  expect(to.sent).toEqual(["a"]);
});

it("sends a long paste piece by piece, and keys typed after it behind it", () => {
  const queue = new InputQueue(4);
  const to = line();
  queue.connect(to);
  queue.push("abcdefghij");
  queue.push("!");
  expect(to.sent).toEqual(["abcd"]);
  vi.runAllTimers();
  expect(to.sent).toEqual(["abcd", "efgh", "ij", "!"]);
});

it("waits while the line is busy", () => {
  const queue = new InputQueue(4);
  const to = line();
  queue.connect(to);
  to.state.busy = true;
  queue.push("abcdef");
  vi.advanceTimersByTime(100);
  expect(to.sent).toEqual([]);
  to.state.busy = false;
  vi.runAllTimers();
  expect(to.sent.join("")).toBe("abcdef");
});

it("keeps what is typed without a connection, in order, for the next line", () => {
  const queue = new InputQueue(4);
  const first = line();
  queue.connect(first);
  queue.push("abcdefgh");
  queue.disconnect();
  queue.push("x");
  vi.runAllTimers();
  const second = line();
  queue.connect(second);
  vi.runAllTimers();
  expect([...first.sent, ...second.sent].join("")).toBe("abcdefghx");
});

it("refuses more than it can hold", () => {
  const queue = new InputQueue(1024);
  expect(queue.push("x".repeat(16 * 1024 * 1024))).toBe(true);
  expect(queue.push("y")).toBe(false);
});

it("forgets what was meant for a shell that is gone", () => {
  const queue = new InputQueue(4);
  queue.push("rm -r x\r");
  queue.clear();
  const to = line();
  queue.connect(to);
  vi.runAllTimers();
  expect(to.sent).toEqual([]);
});
