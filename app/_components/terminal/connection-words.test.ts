import { expect, it } from "vitest";
import { connectionWords } from "./connection-words.ts";
import type { InputState } from "./input-queue.ts";

const calm: InputState = { kept: "", refusing: false, late: false };

it("says that it reconnects, and what becomes of keys", () => {
  expect(connectionWords({ kind: "trying" }, calm)).toBe(
    "Connection lost. Reconnecting. Your shell runs on; what you type is sent when it is back.",
  );
  expect(connectionWords({ kind: "trying" }, { ...calm, refusing: true })).toContain("is not kept");
});

it("stays the same while the seconds to the next try pass, so that it is read out once", () => {
  const at = (until: number) => connectionWords({ kind: "waiting", until, refusal: undefined }, calm);
  expect(new Set([at(1), at(2), connectionWords({ kind: "trying" }, calm)]).size).toBe(1);
});

it("gives the lab's own reason where there is one", () => {
  const words = connectionWords({ kind: "waiting", until: 1, refusal: "Close a tab." }, calm);
  expect(words).toMatch(/^Close a tab\. Reconnecting\./);
});

it("names the way only where it matters", () => {
  expect(connectionWords({ kind: "open", way: "websocket", cut: false }, calm)).toBe("Live");
  expect(connectionWords({ kind: "open", way: "unknown", cut: false }, calm)).toBe("Live");
  expect(connectionWords({ kind: "open", way: "polling", cut: false }, calm)).toMatch(
    /long polling.*no WebSocket/,
  );
  expect(connectionWords({ kind: "open", way: "polling", cut: true }, calm)).toMatch(/WebSockets are cut/);
});

it("says when nothing is answered", () => {
  expect(connectionWords({ kind: "open", way: "websocket", cut: false }, { ...calm, late: true })).toMatch(
    /^No answer/,
  );
});
