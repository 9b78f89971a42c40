import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { InputReceipts } from "./input-receipts.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("sends one receipt for many pieces, each terminal its own", () => {
  const sent: [string, number][] = [];
  const receipts = new InputReceipts<string>((id, taken) => sent.push([id, taken]));
  receipts.owe("t1", 1);
  receipts.owe("t1", 2);
  receipts.owe("t2", 7);
  expect(sent).toEqual([]);
  vi.runAllTimers();
  expect(sent).toEqual([
    ["t1", 2],
    ["t2", 7],
  ]);
});

it("sends none for what went along with output, or when the connection is over", () => {
  const sent: number[] = [];
  const receipts = new InputReceipts<string>((_id, taken) => sent.push(taken));
  receipts.owe("t1", 3);
  expect(receipts.settle("t1")).toEqual({ taken: 3 });
  expect(receipts.settle("t1")).toBeUndefined();
  receipts.owe("t1", 4);
  receipts.clear();
  vi.runAllTimers();
  expect(sent).toEqual([]);
});
