import { beforeEach, expect, it, vi } from "vitest";
import { watchClock } from "./watch-clock.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const HOUR_MS = 3_600_000;

function watching() {
  const jumps: number[] = [];
  let set = 0;
  const watch = watchClock((milliseconds) => jumps.push(milliseconds), {
    wall: () => Date.now() + set,
    steady: () => performance.now(),
  });
  return {
    watch,
    jumps,
    setForward: (milliseconds: number) => {
      set += milliseconds;
    },
  };
}

it("tells of a clock that was set, forward and backward, once each", async () => {
  const { watch, jumps, setForward } = watching();
  await vi.advanceTimersByTimeAsync(10_000);
  setForward(HOUR_MS);
  await vi.advanceTimersByTimeAsync(10_000);
  setForward(-2 * HOUR_MS);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(jumps).toEqual([HOUR_MS, -2 * HOUR_MS]);
  watch.stop();
});

it("is silent about one that is corrected little by little, however long", async () => {
  const { watch, jumps, setForward } = watching();
  for (let second = 0; second < 600; second += 1) {
    setForward(50);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(jumps).toEqual([]);
  watch.stop();
});
