import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LearnerId } from "../protocol/ids.ts";
import { LearnerBudgets } from "./learner-budgets.ts";

const [alice, bob] = ["a".repeat(32), "b".repeat(32)] as [LearnerId, LearnerId];
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("is one for all connections of a learner, and each learner's own", () => {
  const budgets = new LearnerBudgets();
  expect(budgets.of(alice).requests.spend(600)).toBe(true);
  expect(budgets.of(alice).requests.spend(1)).toBe(false);
  expect(budgets.of(bob).requests.spend(1)).toBe(true);
});

it("forgets who has used nothing for a while, never who has", () => {
  const budgets = new LearnerBudgets();
  budgets.of(alice).requests.spend(600);
  vi.advanceTimersByTime(60_000);
  budgets.of(bob);
  expect([budgets.size, budgets.of(alice).requests.spend(1)]).toEqual([2, false]);
  vi.advanceTimersByTime(60_001);
  budgets.of("c".repeat(32) as LearnerId);
  expect(budgets.size).toBe(1);
});
