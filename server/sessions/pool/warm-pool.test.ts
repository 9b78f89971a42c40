import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SandboxDriver } from "../../sandbox/driver.ts";
import { createFakeDriver } from "../../sandbox/fake/fake-driver.ts";
import { memorySessionStore } from "../memory-session-store.ts";
import type { SessionStore } from "../session-store.ts";
import { type WarmMachine, WarmPool, type WarmPoolParts } from "./warm-pool.ts";

const TEN_MINUTES_MS = 600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pools: WarmPool[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.stop();
});

type More = Partial<WarmPoolParts> & { driver?: SandboxDriver; waiting?: SessionStore };

function pool(more: More = {}) {
  const host = { busy: false, availableMb: 16_000, learnersWait: false, room: 30 };
  const logged: string[] = [];
  const claims: string[] = [];
  const parts = {
    driver: createFakeDriver(),
    waiting: memorySessionStore(),
    make: "today's",
    min: 2,
    max: 5,
    look: async () => host,
    learnersWait: () => host.learnersWait,
    room: () => host.room,
    onClaim: (result: string) => claims.push(result),
    log: (message: string) => logged.push(message),
    now: Date.now,
    ...more,
  };
  const made = new WarmPool(parts);
  pools.push(made);
  const machines = async () => (await parts.driver.list()).length;
  return { pool: made, parts, host, logged, claims, machines };
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

describe("its size", () => {
  it("is the least at first, filled one machine at a time", async () => {
    const { pool: warm, machines } = pool();
    warm.start();
    await seconds(0);
    expect(warm.size).toEqual({ waiting: 1, wanted: 2 });
    await seconds(0.5);
    expect(warm.size).toEqual({ waiting: 2, wanted: 2 });
    await seconds(60);
    expect(await machines()).toBe(2);
  });

  it("grows with what is asked for, and shrinks again ten minutes later", async () => {
    const { pool: warm, machines, claims } = pool();
    warm.start();
    await seconds(2);
    const claimed = Array.from({ length: 4 }, () => warm.claim([]));
    expect(claims).toEqual(["hit", "hit", "miss", "miss"]);
    expect(claimed.filter(Boolean)).toHaveLength(2);
    await seconds(5);
    expect(warm.size).toEqual({ waiting: 4, wanted: 4 });
    await seconds(TEN_MINUTES_MS / 1_000);
    expect(warm.size).toEqual({ waiting: 2, wanted: 2 });
    expect(await machines()).toBe(4);
  });

  it("shrinks when memory is short or the lab is full", async () => {
    const { pool: warm, host, machines } = pool();
    warm.start();
    await seconds(2);
    host.availableMb = 500;
    await seconds(2);
    expect([warm.size.waiting, await machines()]).toEqual([0, 0]);
    host.availableMb = 16_000;
    host.room = 1;
    await seconds(2);
    expect([warm.size.waiting, await machines()]).toEqual([1, 1]);
  });

  it.each([
    ["the host is busy", { busy: true }],
    ["learners wait for machines", { learnersWait: true }],
  ])("is not filled while %s", async (_when, state) => {
    const { pool: warm, host, machines } = pool();
    Object.assign(host, state);
    warm.start();
    await seconds(30);
    expect(await machines()).toBe(0);
    Object.assign(host, { busy: false, learnersWait: false });
    await seconds(2);
    expect(await machines()).toBe(2);
  });

  it("is filled with patience where machines cannot be made", async () => {
    const create = vi.fn(() => Promise.reject(new Error("no space")));
    const { pool: warm, logged } = pool({ driver: { ...createFakeDriver(), create } });
    warm.start();
    await seconds(14);
    expect(create).toHaveBeenCalledTimes(1);
    await seconds(2);
    expect(create).toHaveBeenCalledTimes(2);
    expect(logged).toHaveLength(2);
    expect(warm.owners.size).toBe(0);
  });
});

describe("a claim", () => {
  it("is one machine for one learner, also for many in the same turn", async () => {
    const { pool: warm } = pool({ min: 5 });
    warm.start();
    await seconds(5);
    const claimed = await Promise.all(Array.from({ length: 20 }, async () => warm.claim([])));
    const ids = claimed.flatMap((warm) => warm?.sandbox.id ?? []);
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });

  it("passes the answer for its owner to whoever claims", async () => {
    const { pool: warm, parts } = pool();
    warm.start();
    await seconds(2);
    expect([...warm.owners].sort()).toEqual((await parts.driver.list()).map(({ owner }) => owner).sort());
    const claimed = warm.claim([]);
    expect(warm.owners.has(claimed?.sandbox.owner ?? "")).toBe(false);
  });
});

/** A pool, and which images each of its machines was made with; `is.prepared`: those that the driver has prepared. */
function poolOfSets(more: More = {}) {
  const inner = more.driver ?? createFakeDriver();
  const is = { prepared: true };
  const made = new Map<string, string>();
  const driver: SandboxDriver = {
    ...inner,
    prepare: async () => is.prepared,
    async create(spec, onPhase) {
      const sandbox = await inner.create(spec, onPhase);
      made.set(sandbox.id, spec.images?.join(" ") ?? "");
      return sandbox;
    },
  };
  const all = pool({ ...more, driver });
  const imagesOf = (machine: WarmMachine | undefined) => machine && made.get(machine.sandbox.id);
  /** Of what waits, as the list has it. */
  const sets = async () => (await all.parts.waiting.listWaiting()).map(({ images }) => images).toSorted();
  /** As a session does. */
  const claim = async (...images: string[]) => {
    const machine = all.pool.claim(images);
    if (machine !== undefined) await all.parts.waiting.removeWaiting(machine.sandbox.id);
    return imagesOf(machine);
  };
  return { ...all, is, made, imagesOf, sets, claim };
}

describe("the images of lessons", () => {
  it("are on machines of those that were asked for lately, beside the others, at most on half, and go again", async () => {
    const { pool: warm, sets, claim } = poolOfSets();
    warm.start();
    await seconds(2);
    expect(await claim("nginx")).toBe("");
    expect(await claim("nginx")).toBe("");
    await seconds(3);
    expect(await sets()).toEqual(["", "", "nginx", "nginx"]);
    expect(await claim("python", "redis")).toBe("");
    await seconds(3);
    expect(await sets()).toEqual(["", "", "", "nginx", "python redis"]);
    await seconds(TEN_MINUTES_MS / 1_000);
    expect(await sets()).toEqual(["", ""]);
  });

  it("are those that the lesson lists: most of them first, and never others", async () => {
    const { pool: warm, sets, claim } = poolOfSets({ min: 3, max: 6 });
    warm.start();
    for (const images of [["nginx"], ["nginx", "alpine"], ["python"]]) await claim(...images);
    await seconds(5);
    expect(await sets()).toEqual(["", "", "", "alpine nginx", "nginx", "python"]);
    expect(await claim("redis", "nginx", "alpine")).toBe("alpine nginx");
    expect(await claim("alpine", "nginx")).toBe("nginx");
    expect([await claim(), await claim("alpine"), await claim()]).toEqual(["", "", ""]);
    expect(await claim("nginx")).toBeUndefined();
    expect(await sets()).toEqual(["python"]);
  });

  it("are given to one of two who claim in the same turn", async () => {
    const { pool: warm, claim, imagesOf } = poolOfSets();
    warm.start();
    await claim("nginx");
    await seconds(3);
    const claimed = Array.from({ length: 4 }, () => warm.claim(["nginx"]));
    expect(claimed.map(imagesOf)).toEqual(["nginx", "", "", undefined]);
  });

  it("are waited for by nobody: until they are prepared, machines without make up the number", async () => {
    const { pool: warm, is, made, sets, claim, machines } = poolOfSets({ max: 2 });
    is.prepared = false;
    warm.start();
    await claim("nginx");
    await seconds(60);
    expect([await sets(), made.size]).toEqual([["", ""], 2]);
    is.prepared = true;
    await seconds(2);
    expect([await sets(), await machines()]).toEqual([["", "nginx"], 2]);
    await seconds(60);
    expect(made.size).toBe(3);
  });

  it("are on machines beside the others as soon as they are prepared, where there is room", async () => {
    const { pool: warm, is, made, sets, claim } = poolOfSets();
    is.prepared = false;
    warm.start();
    await claim("nginx");
    await seconds(60);
    expect(await sets()).toEqual(["", ""]);
    is.prepared = true;
    await seconds(2);
    expect([await sets(), made.size]).toEqual([["", "", "nginx"], 3]);
  });

  it("are not prepared, nor is a machine replaced, while the host is busy", async () => {
    const { pool: warm, host, sets, claim, parts } = poolOfSets();
    warm.start();
    await seconds(2);
    const prepare = vi.spyOn(parts.driver, "prepare");
    host.busy = true;
    await claim("nginx");
    await seconds(60);
    expect([await sets(), prepare.mock.calls]).toEqual([[""], []]);
  });

  it("may have changed when a machine is made at last: it makes room, and there are never too many", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const inner = createFakeDriver();
    let most = 0;
    const driver: SandboxDriver = {
      ...inner,
      async create(spec, onPhase) {
        if (spec.images?.includes("nginx")) await promise;
        const sandbox = await inner.create(spec, onPhase);
        most = Math.max(most, (await inner.list()).length);
        return sandbox;
      },
    };
    const { pool: warm, sets, claim, machines } = poolOfSets({ driver, max: 2 });
    warm.start();
    await seconds(2);
    expect(await claim("nginx")).toBe("");
    await seconds(2);
    expect(await sets()).toEqual([""]);
    expect(await claim("python")).toBe("");
    resolve();
    await seconds(5);
    expect([await sets(), await machines(), most]).toEqual([["", "python"], 4, 4]);
  });

  it("are not those of a machine that is being removed to make room", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const store = memorySessionStore();
    let isHeld = false;
    const waiting = {
      ...store,
      async removeWaiting(id: string) {
        if (isHeld) await promise;
        await store.removeWaiting(id);
      },
    };
    const { pool: warm, claim, imagesOf, host, sets } = poolOfSets({ max: 2, waiting });
    warm.start();
    await claim("nginx");
    await seconds(3);
    expect(await sets()).toEqual(["", "nginx"]);
    isHeld = true;
    host.room = 0;
    await seconds(1);
    expect(imagesOf(warm.claim(["nginx"]))).toBe("");
    expect(warm.claim(["nginx"])).toBeUndefined();
    resolve();
  });

  it("are known to the next server, also where this one ended before it could give such a machine to anybody", async () => {
    const first = poolOfSets({ max: 2 });
    first.pool.start();
    await first.claim("nginx");
    await seconds(3);
    expect(await first.sets()).toEqual(["", "nginx"]);
    await first.pool.stop();
    const { driver, waiting } = first.parts;
    const second = pool({ driver, waiting, max: 2 });
    await second.pool.restore();
    second.pool.start();
    await seconds(3);
    expect(await first.sets()).toEqual(["", "nginx"]);
    expect(first.imagesOf(second.pool.claim(["python"]))).toBe("");
    expect(second.pool.claim(["python"])).toBeUndefined();
    expect(first.imagesOf(second.pool.claim(["nginx"]))).toBe("nginx");
  });
});

describe("a server that ends", () => {
  it("leaves its machines to the next one, which gives them away in the same order", async () => {
    const first = pool();
    first.pool.start();
    await seconds(2);
    first.pool.stop();
    const { driver, waiting } = first.parts;
    const ids = (await driver.list()).map(({ id }) => id);
    const second = pool({ driver, waiting });
    await second.pool.restore();
    expect(second.pool.size.waiting).toBe(2);
    expect(second.pool.owners).toEqual(new Set((await driver.list()).map(({ owner }) => owner)));
    expect([second.pool.claim([])?.sandbox.id, second.pool.claim([])?.sandbox.id]).toEqual(ids);
  });

  it("gives away nothing that was taken off the list", async () => {
    const first = pool();
    first.pool.start();
    await seconds(2);
    first.pool.stop();
    const { driver, waiting } = first.parts;
    const claimed = first.pool.claim([])?.sandbox.id;
    await waiting.removeWaiting(claimed ?? "");
    const second = pool({ driver, waiting });
    await second.pool.restore();
    expect(second.pool.size.waiting).toBe(1);
    expect(second.pool.owners.size).toBe(1);
    expect(second.pool.claim([])?.sandbox.id).not.toBe(claimed);
  });

  it("leaves nothing that is of another make, frozen, or gone", async () => {
    const first = pool({ min: 3 });
    first.pool.start();
    await seconds(3);
    first.pool.stop();
    const { driver, waiting } = first.parts;
    const [frozen, gone] = await driver.list();
    await (await driver.resume(frozen?.id as never))?.freeze();
    await driver.remove(gone?.id as never);
    const same = pool({ driver, waiting });
    await same.pool.restore();
    expect(same.pool.size.waiting).toBe(1);
    const other = pool({ driver, waiting, make: "tomorrow's" });
    await other.pool.restore();
    expect(other.pool.size.waiting).toBe(0);
    expect(await driver.list()).toEqual([]);
    expect(await waiting.listWaiting()).toEqual([]);
  });

  it("does not keep one that could not be written down", async () => {
    const waiting = { ...memorySessionStore(), addWaiting: () => Promise.reject(new Error("disk full")) };
    const { pool: warm, machines, logged } = pool({ waiting });
    warm.start();
    await seconds(1);
    expect([warm.size.waiting, await machines(), logged.length]).toEqual([0, 0, 1]);
  });

  it("in the middle of making one leaves nothing behind", async () => {
    const inner = createFakeDriver();
    const { promise, resolve } = Promise.withResolvers<void>();
    const driver: SandboxDriver = {
      ...inner,
      async create(...args) {
        await promise;
        return inner.create(...args);
      },
    };
    const { pool: warm, machines, parts } = pool({ driver });
    warm.start();
    await seconds(1);
    const stopped = warm.stop();
    resolve();
    await stopped;
    expect([await machines(), await parts.waiting.listWaiting()]).toEqual([0, []]);
  });
});
