import { expect, it } from "vitest";
import { Credits, HIGH_MARK_CHARS, LOW_MARK_CHARS } from "./flow-control.ts";

it("blocks at the high mark and unblocks at the low one, not in between", () => {
  const credits = new Credits();
  credits.sent(HIGH_MARK_CHARS - 1);
  expect(credits.blocked).toBe(false);
  credits.sent(1);
  expect(credits.blocked).toBe(true);
  credits.acknowledged(HIGH_MARK_CHARS - LOW_MARK_CHARS - 1);
  expect(credits.blocked).toBe(true);
  credits.acknowledged(1);
  expect(credits.blocked).toBe(false);
});

it("gives no credit for more than was sent", () => {
  const credits = new Credits();
  credits.sent(10);
  credits.acknowledged(64 * 1024 * 1024);
  credits.sent(HIGH_MARK_CHARS);
  expect(credits.blocked).toBe(true);
});
