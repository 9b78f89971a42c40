import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WindowBudget } from "./window-budget.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("lets through up to the limit, and what is refused costs nothing", () => {
  const budget = new WindowBudget(10, 1_000);
  expect([budget.spend(6), budget.spend(5), budget.spend(4), budget.spend(1)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

it("is whole again after its time", () => {
  const budget = new WindowBudget(10, 1_000);
  budget.spend(10);
  vi.advanceTimersByTime(1_000);
  expect(budget.spend(1)).toBe(false);
  vi.advanceTimersByTime(1);
  expect(budget.spend(10)).toBe(true);
});
