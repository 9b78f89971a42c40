import { expect, it } from "vitest";
import { Credits, LEAST_UNREAD_CHARS, MOST_UNREAD_CHARS } from "./flow-control.ts";

const KB = 1024;

it("blocks when all credits are used, until half of them are there again", () => {
  const credits = new Credits(() => 0);
  credits.sent(MOST_UNREAD_CHARS - 1);
  expect(credits.blocked).toBe(false);
  credits.sent(1);
  expect(credits.blocked).toBe(true);
  credits.acknowledged(MOST_UNREAD_CHARS / 2 - 1);
  expect(credits.blocked).toBe(true);
  credits.acknowledged(1);
  expect(credits.blocked).toBe(false);
});

it("gives no credit for more than was sent", () => {
  const credits = new Credits(() => 0);
  credits.sent(10);
  credits.acknowledged(64 * 1024 * 1024);
  credits.sent(MOST_UNREAD_CHARS);
  expect(credits.blocked).toBe(true);
});

/**
 * A flood to a page that draws `perMs` units a millisecond, `away` milliseconds there and back. Gives how much is unread
 * when it is held back in the end.
 */
function heldBackAt({ perMs, away, pieces = 400 }: { perMs: number; away: number; pieces?: number }): number {
  let now = 0;
  let unread = 0;
  let drawnAt = 0;
  const credits = new Credits(() => now);
  const acks: { at: number; chars: number }[] = [];
  const send = () => {
    credits.sent(32 * KB);
    unread += 32 * KB;
    drawnAt = Math.max(drawnAt, now + away) + (32 * KB) / perMs;
    acks.push({ at: drawnAt, chars: 32 * KB });
  };
  for (let sent = 0; sent < pieces; ) {
    while (!credits.blocked && sent < pieces) {
      send();
      sent += 1;
    }
    if (sent === pieces) break;
    const ack = acks.shift();
    if (ack === undefined) throw new Error("it waits for nothing");
    now = Math.max(now, ack.at);
    unread -= ack.chars;
    credits.acknowledged(ack.chars);
  }
  while (!credits.blocked) send();
  return unread;
}

it("lets a fast page be as far behind as any", () => {
  expect(heldBackAt({ perMs: 30_000, away: 1 })).toBe(MOST_UNREAD_CHARS);
});

it("holds back for a slow page before more waits for it than it draws in a moment", () => {
  const unread = heldBackAt({ perMs: 2_500, away: 1 });
  expect(unread).toBeLessThan(60 * 2_500 + 32 * KB);
  expect(unread).toBeGreaterThanOrEqual(LEAST_UNREAD_CHARS);
  expect(heldBackAt({ perMs: 100, away: 1 })).toBeLessThan(LEAST_UNREAD_CHARS + 32 * KB);
});

it("does not take a distant page for a slow one", () => {
  expect(heldBackAt({ perMs: 30_000, away: 200 })).toBe(MOST_UNREAD_CHARS);
});
