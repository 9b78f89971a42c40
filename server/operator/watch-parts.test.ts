import { expect, it, vi } from "vitest";
import type { Readiness } from "./readiness.ts";
import { watchParts } from "./watch-parts.ts";

it("tells each change of a part once, with its cause, and what it saw last", async () => {
  vi.useFakeTimers();
  let mirror: Readiness["parts"][string] = { ready: true };
  const said: string[] = [];
  const watch = watchParts(async () => ({ ready: mirror.ready, parts: { mirror, pages: { ready: true } } }), {
    onLost: (part, cause) => said.push(`${part} lost: ${cause}`),
    onBack: (part) => said.push(`${part} back`),
  });
  await vi.advanceTimersByTimeAsync(40_000);
  expect(said).toEqual([]);
  mirror = { ready: false, cause: "It ended." };
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual(["mirror lost: It ended."]);
  expect(watch.parts()).toEqual({ mirror, pages: { ready: true } });
  mirror = { ready: true };
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual(["mirror lost: It ended.", "mirror back"]);
  watch.stop();
  mirror = { ready: false, cause: "It ended." };
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toHaveLength(2);
  vi.useRealTimers();
});
