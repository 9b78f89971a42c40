import { expect, it, vi } from "vitest";
import type { LearnerId } from "../protocol/ids.ts";
import { createAdmission } from "./admission.ts";

const learner = (index: number) => index.toString(16).padStart(32, "0") as LearnerId;

it("lets a learner have so many machines made, and then says how long to wait", async () => {
  const admit = createAdmission({ perLearner: 2 });
  await admit(learner(1), "10.0.0.1");
  await admit(learner(1), "10.0.0.2");
  const refusal = await admit(learner(1), "10.0.0.3").catch((error) => error);
  expect(refusal).toMatchObject({ code: "too-many" });
  expect(refusal.learnerMessage).toMatch(/^Too many machines .* Try again in 10 min\.$/);
  await admit(learner(2), "10.0.0.1");
});

it("lets an address have more, for a whole class may sit behind it", async () => {
  const admit = createAdmission({ perAddress: 3 });
  for (let i = 0; i < 3; i++) await admit(learner(i), "10.0.0.1");
  await expect(admit(learner(4), "10.0.0.1")).rejects.toMatchObject({ code: "too-many" });
  await admit(learner(4), "10.0.0.2");
});

it("lets a class of forty start twice over within its own limits", async () => {
  const admit = createAdmission();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 40; i++) await admit(learner(i), "10.0.0.1");
  }
});

it("lets nobody wait longer because the clock was set back", async () => {
  vi.useFakeTimers();
  const admit = createAdmission({ perLearner: 1 });
  await admit(learner(1), "10.0.0.1");
  vi.setSystemTime(Date.now() - 3_600_000);
  await expect(admit(learner(1), "10.0.0.1")).rejects.toMatchObject({
    learnerMessage: expect.stringContaining("Try again in 10 min."),
  });
  await vi.advanceTimersByTimeAsync(601_000);
  await admit(learner(1), "10.0.0.1");
  vi.useRealTimers();
});
