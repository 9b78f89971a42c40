import { expect, it } from "vitest";
import type { Machine } from "./live-state.ts";
import { startingState } from "./live-state.ts";
import { chipWords, timeLeft } from "./machine-words.ts";

const facts = {
  hostname: "lab",
  operatingSystem: "Debian",
  engineVersion: "26",
  memoryMb: 1,
  cpus: 1,
  processes: 1,
};
/** Told when the page's steady clock showed 1 000, by a server whose clock is years away from the page's. */
const machine: Machine = {
  state: {
    status: "ready",
    expiresAt: "1999-01-01T00:00:00.000Z",
    leftMs: 600_000,
    readyAfterMs: 1,
    machine: facts,
  },
  receivedAt: 1_000,
  machineMs: undefined,
};

it("counts down what the server said is left, whatever the page's clock is set to", () => {
  expect(timeLeft(machine, 1_000)).toBe(600_000);
  expect(timeLeft(machine, 61_000)).toBe(540_000);
  expect(timeLeft(undefined, 1_000)).toBeUndefined();
  expect(
    timeLeft({ ...machine, state: { status: "expired", at: "1999-01-01T00:00:00.000Z" } }, 1_000),
  ).toBeUndefined();
});

it("warns in the header when little is left", () => {
  const live = { ...startingState([]), connection: "live" as const, machine };
  expect(chipWords(live, { steady: 1_000 })).toMatchObject({ tone: "ok", name: "Ready" });
  expect(chipWords(live, { steady: 302_000 })).toMatchObject({ tone: "warn", name: "Ready" });
});
