import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SandboxDriver } from "./driver.ts";
import { createFakeDriver } from "./fake/fake-driver.ts";
import { startReaper } from "./reaper.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function reaping(driver: SandboxDriver, owners: Set<string>) {
  const reaped: string[] = [];
  const errors: unknown[] = [];
  const reaper = startReaper({
    driver,
    owners: () => owners,
    onReaped: (id) => reaped.push(id),
    onError: (error) => errors.push(error),
  });
  return { reaper, reaped, errors };
}
const ownersLeft = async (driver: SandboxDriver) => (await driver.list()).map(({ owner }) => owner);

it("removes what nobody owns, at once and then every 20 seconds", async () => {
  const driver = createFakeDriver();
  await driver.create({ owner: "alive" });
  await driver.create({ owner: "lost" });
  const owners = new Set(["alive"]);
  const { reaper, reaped } = reaping(driver, owners);
  await reaper.firstRound;
  expect(await ownersLeft(driver)).toEqual(["alive"]);
  expect(reaped).toHaveLength(1);
  owners.clear();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await ownersLeft(driver)).toEqual([]);
  reaper.stop();
  await driver.create({ owner: "later" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await ownersLeft(driver)).toEqual(["later"]);
});

it("leaves alone what got its owner while the list was being made", async () => {
  const inner = createFakeDriver();
  const owners = new Set<string>();
  const driver: SandboxDriver = {
    ...inner,
    async list() {
      const listed = await inner.list();
      owners.add("just-born");
      return listed;
    },
  };
  await inner.create({ owner: "just-born" });
  const { reaper, reaped } = reaping(driver, owners);
  await reaper.firstRound;
  expect(reaped).toEqual([]);
  reaper.stop();
});

it("goes on with the others when one cannot be removed, and tries that one again", async () => {
  const inner = createFakeDriver();
  const stuck = await inner.create({ owner: "nobody" });
  await inner.create({ owner: "nobody" });
  let broken = true;
  const driver: SandboxDriver = {
    ...inner,
    remove: (id) => (broken && id === stuck.id ? Promise.reject(new Error("busy")) : inner.remove(id)),
  };
  const { reaper, reaped, errors } = reaping(driver, new Set());
  await reaper.firstRound;
  expect(reaped).toHaveLength(1);
  expect(errors).toHaveLength(1);
  broken = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(reaped).toHaveLength(2);
  reaper.stop();
});

it("goes on after a round that could not be made", async () => {
  const inner = createFakeDriver();
  await inner.create({ owner: "nobody" });
  let broken = true;
  const driver: SandboxDriver = {
    ...inner,
    list: () => (broken ? Promise.reject(new Error("engine down")) : inner.list()),
  };
  const { reaper, reaped, errors } = reaping(driver, new Set());
  await reaper.firstRound;
  expect([reaped.length, errors.length]).toEqual([0, 1]);
  broken = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(reaped).toHaveLength(1);
  reaper.stop();
});

it("never makes two rounds at once", async () => {
  const inner = createFakeDriver();
  let inside = 0;
  let most = 0;
  const driver: SandboxDriver = {
    ...inner,
    async list() {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 50_000));
      inside -= 1;
      return [];
    },
  };
  const { reaper } = reaping(driver, new Set());
  await vi.advanceTimersByTimeAsync(300_000);
  expect(most).toBe(1);
  reaper.stop();
});
