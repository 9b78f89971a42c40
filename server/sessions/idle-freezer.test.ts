import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createFakeDriver } from "../sandbox/fake/fake-driver.ts";
import { IdleFreezer, type IdleFreezerParts } from "./idle-freezer.ts";

const MINUTE_MS = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * MINUTE_MS);

async function idle(more: Partial<IdleFreezerParts> = {}) {
  const sandbox = await createFakeDriver().create({ owner: "s1" });
  const use = { watched: false, busy: false };
  const told: boolean[] = [];
  const logged: string[] = [];
  const freezer = new IdleFreezer({
    sandbox,
    freezeMs: 10 * MINUTE_MS,
    busyFreezeMs: 30 * MINUTE_MS,
    isWatched: () => use.watched,
    isBusy: async () => use.busy,
    onFrozen: (frozen) => told.push(frozen),
    log: (message) => logged.push(message),
    ...more,
  });
  return { sandbox, use, told, logged, freezer };
}

it("freezes a machine that nobody has touched, and thaws it at the next touch", async () => {
  const { sandbox, told, freezer } = await idle();
  await minutes(9);
  await freezer.touched();
  await minutes(9);
  expect(await sandbox.status()).toBe("running");
  await minutes(1);
  expect(await sandbox.status()).toBe("frozen");
  await freezer.touched();
  expect(await sandbox.status()).toBe("running");
  expect(told).toEqual([true, false]);
  await minutes(10);
  expect(await sandbox.status()).toBe("frozen");
});

it.each(["watched", "busy"] as const)("leaves a %s machine alone for longer", async (how) => {
  const { sandbox, use } = await idle();
  use[how] = true;
  await minutes(29);
  expect(await sandbox.status()).toBe("running");
  await minutes(1);
  expect(await sandbox.status()).toBe("frozen");
});

it("freezes ten minutes' idleness soon after the program has ended", async () => {
  const { sandbox, use } = await idle();
  use.busy = true;
  await minutes(15);
  use.busy = false;
  await minutes(5);
  expect(await sandbox.status()).toBe("frozen");
});

it("thaws what is being frozen when a key is typed", async () => {
  const { sandbox, told, freezer } = await idle();
  const gate = Promise.withResolvers<void>();
  const freeze = sandbox.freeze.bind(sandbox);
  sandbox.freeze = async () => {
    await gate.promise;
    await freeze();
  };
  await minutes(10);
  const touched = freezer.touched();
  gate.resolve();
  await touched;
  expect(await sandbox.status()).toBe("running");
  expect(told).toEqual([true, false]);
});

it("tries again later when a machine could not be frozen", async () => {
  const { sandbox, told, logged } = await idle();
  const freeze = sandbox.freeze.bind(sandbox);
  sandbox.freeze = () => Promise.reject(new Error("busy"));
  await minutes(10);
  expect([logged.length, told]).toEqual([1, []]);
  sandbox.freeze = freeze;
  await minutes(10);
  expect(told).toEqual([true]);
});

it("touches nothing once it is disposed", async () => {
  const { sandbox, freezer } = await idle();
  freezer.dispose();
  await minutes(60);
  expect(await sandbox.status()).toBe("running");
  expect(vi.getTimerCount()).toBe(0);
});
