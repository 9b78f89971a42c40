import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { memoryProgressStore } from "../progress/memory-progress-store.ts";
import type { LearnerId, LessonId, TrackId } from "../protocol/ids.ts";
import type { SandboxDriver } from "../sandbox/driver.ts";
import { createFakeDriver } from "../sandbox/fake/fake-driver.ts";
import { failingDriver, slowDriver } from "../sandbox/fake/misbehaving-drivers.ts";
import { createEngineClient } from "../sandbox/http-engine-client.ts";
import { SandboxError } from "../sandbox/sandbox-error.ts";
import { drawerInPlace } from "../testing/drawer-in-place.ts";
import { noKeptHomes } from "./kept-homes/kept-homes.ts";
import { memorySessionStore } from "./memory-session-store.ts";
import { diskRecordings } from "./recordings/disk-recordings.ts";
import { memoryRecordings } from "./recordings/memory-recordings.ts";
import type { Session } from "./session.ts";
import { type RegistryParts, SessionRegistry } from "./session-registry.ts";
import type { SessionStore } from "./session-store.ts";

const TRACK = "track" as TrackId;
const ALICE = "a".repeat(32) as LearnerId;
const BOB = "b".repeat(32) as LearnerId;
const learner = (index: number) => index.toString(16).padStart(32, "0") as LearnerId;
const lesson = (name: string) => name as LessonId;

const TRACK_ONE = { learnerId: ALICE, trackId: TRACK, lessonId: lesson("one") };
const SIZE = { cols: 80, rows: 24 };

const registries: SessionRegistry[] = [];
afterEach(() => {
  for (const registry of registries.splice(0)) registry.release();
});

function lab(more: Partial<RegistryParts> = {}) {
  const logged: string[] = [];
  const parts: RegistryParts = {
    driver: createFakeDriver(),
    sessions: memorySessionStore(),
    progress: memoryProgressStore(),
    findLesson: (trackId, lessonId) =>
      trackId === TRACK && lessonId !== "no-such-lesson"
        ? { trackId, lessonId, files: {}, images: [], tasks: [] }
        : undefined,
    createEngineClient: (sandbox) => createEngineClient(() => sandbox.connectEngine()),
    runCheck: (check, context) => check.run(context),
    admit: async () => {},
    maxSandboxes: 10,
    maxQueue: 0,
    homes: noKeptHomes,
    sessionMs: 3_600_000,
    idle: { freezeMs: 600_000, busyFreezeMs: 1_800_000 },
    recordings: memoryRecordings(),
    drawer: drawerInPlace(),
    log: (message) => void logged.push(message),
    ...more,
  };
  const registry = new SessionRegistry(parts);
  registries.push(registry);
  const open = (who: LearnerId, name: string) => registry.open(who, TRACK, lesson(name), "127.0.0.1");
  const machines = async () => (await parts.driver.list()).length;
  return { registry, open, machines, parts, logged };
}

const ready = async (opening: Promise<Session>) => {
  const session = await opening;
  await vi.waitFor(() => expect(session.state.status).toBe("ready"));
  return session;
};

describe("opening", () => {
  it("gives a learner one session per lesson, also when it is opened twice at the same moment", async () => {
    const { open, machines, parts } = lab();
    const [one, two] = await Promise.all([open(ALICE, "one"), open(ALICE, "one")]);
    expect(one).toBe(two);
    await ready(open(ALICE, "one"));
    expect(await open(ALICE, "one")).toBe(one);
    expect(await machines()).toBe(1);
    expect(await parts.sessions.list()).toHaveLength(1);
  });

  it("never gives two learners the same", async () => {
    const { open, machines } = lab();
    const [alice, bob] = await Promise.all([ready(open(ALICE, "one")), ready(open(BOB, "one"))]);
    expect(alice.id).not.toBe(bob.id);
    expect(alice.learnerId).toBe(ALICE);
    expect(bob.learnerId).toBe(BOB);
    expect(await machines()).toBe(2);
  });

  it("knows no lesson that is not there", async () => {
    const { open, registry } = lab();
    await expect(open(ALICE, "no-such-lesson")).rejects.toMatchObject({ code: "not-found" });
    await expect(registry.open(ALICE, "constructor" as TrackId, lesson("one"), "")).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("tries a failed one again", async () => {
    const good = createFakeDriver();
    let broken = true;
    const driver: SandboxDriver = {
      ...good,
      create: (...args) => (broken ? failingDriver().create(...args) : good.create(...args)),
    };
    const { open, parts } = lab({ driver });
    const failed = await open(ALICE, "one");
    await vi.waitFor(() => expect(failed.state.status).toBe("failed"));
    broken = false;
    const again = await ready(open(ALICE, "one"));
    expect(again.id).not.toBe(failed.id);
    expect((await parts.sessions.list()).map(({ id }) => id)).toEqual([again.id]);
  });

  it("gives a new one in place of one whose time is over", async () => {
    const { open, machines, parts } = lab();
    const over = await ready(open(ALICE, "one"));
    await over.end("expired");
    const next = await ready(open(ALICE, "one"));
    expect(next.id).not.toBe(over.id);
    expect(await machines()).toBe(1);
    expect(await parts.sessions.list()).toHaveLength(1);
  });

  it("asks for admission once per machine, not per visit", async () => {
    const admit = vi.fn(async () => {});
    const { open } = lab({ admit });
    await Promise.all([open(ALICE, "one"), open(ALICE, "one")]);
    await open(ALICE, "one");
    expect(admit).toHaveBeenCalledTimes(1);
  });

  it("makes nothing for whom it does not admit, and asks again next time", async () => {
    let full = true;
    const { open, machines, parts } = lab({
      admit: async () => {
        if (full) throw new SandboxError({ code: "too-many", learnerMessage: "Wait.", detail: "" });
      },
    });
    await expect(open(ALICE, "one")).rejects.toMatchObject({ code: "too-many" });
    expect(await parts.sessions.list()).toEqual([]);
    full = false;
    await ready(open(ALICE, "one"));
    expect(await machines()).toBe(1);
  });

  it("leaves no half-open session when it cannot be remembered", async () => {
    const store = memorySessionStore();
    let broken = true;
    const sessions: SessionStore = {
      ...store,
      save: (record) => (broken ? Promise.reject(new Error("disk full")) : store.save(record)),
    };
    const { open, registry, machines } = lab({ sessions });
    const both = await Promise.allSettled([open(ALICE, "one"), open(ALICE, "one")]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(registry.owners.size).toBe(0);
    broken = false;
    await ready(open(ALICE, "one"));
    expect(await machines()).toBe(1);
  });
});

describe("room", () => {
  it("removes a learner's longest unused machine for a third lesson", async () => {
    const { open, machines } = lab();
    const one = await ready(open(ALICE, "one"));
    const two = await ready(open(ALICE, "two"));
    await open(ALICE, "one");
    await ready(open(ALICE, "three"));
    expect(two.ended).toBe(true);
    expect(one.ended).toBe(false);
    expect(await machines()).toBe(2);
  });

  it("rather removes one that nobody looks at", async () => {
    const { open } = lab();
    const one = await ready(open(ALICE, "one"));
    one.subscribe({ onState: () => {}, onTask: () => {} });
    const two = await ready(open(ALICE, "two"));
    await ready(open(ALICE, "three"));
    expect([one.ended, two.ended]).toEqual([false, true]);
  });

  it("keeps a learner to two, also when many lessons are opened at the same moment", async () => {
    const { open, machines, registry } = lab();
    await Promise.all(["one", "two", "three", "four", "five"].map((name) => open(ALICE, name)));
    await vi.waitFor(async () => {
      expect(registry.owners.size).toBe(2);
      expect(await machines()).toBe(2);
    });
  });

  it("never removes another learner's", async () => {
    const { open } = lab();
    const bobs = await ready(open(BOB, "one"));
    for (const name of ["one", "two", "three", "four"]) await ready(open(ALICE, name));
    expect(bobs.state.status).toBe("ready");
  });

  it("says when all machines are in use, and changes nothing then", async () => {
    const { open, machines, parts } = lab({ maxSandboxes: 2 });
    const alice = await ready(open(ALICE, "one"));
    await ready(open(BOB, "one"));
    const refused = await open(learner(3), "one").catch((error) => error);
    expect(refused).toMatchObject({ code: "no-capacity" });
    expect(refused.learnerMessage).toContain("All 2 machines of this lab are in use, and 0 learners wait");
    expect(await parts.sessions.list()).toHaveLength(2);
    await alice.end("closed");
    await ready(open(learner(3), "one"));
    expect(await machines()).toBe(2);
  });

  describe("when all machines are in use", () => {
    const watching = (session: Session) => session.subscribe({ onState: () => {}, onTask: () => {} });
    const waits = (place: number) => ({ status: "queued", for: "lab", place });

    it("lets learners wait in their order, with place and estimate, and gives each the next that is free", async () => {
      let now = 1_000_000;
      const { open, registry, machines } = lab({ maxSandboxes: 1, maxQueue: 2, now: () => now });
      const first = await ready(open(ALICE, "one"));
      now += 600_000;
      const [second, third] = [await open(BOB, "one"), await open(learner(3), "one")];
      for (const session of [second, third]) watching(session);
      await vi.waitFor(() => expect(third.state).toMatchObject(waits(2)));
      expect(second.state).toMatchObject({ ...waits(1), estimateMs: 3_000_000 });
      expect(registry.queue).toEqual({ beingMade: 0, waiting: 2 });
      await expect(open(learner(4), "one")).rejects.toMatchObject({ code: "no-capacity" });
      expect(await machines()).toBe(1);

      now += 600_000;
      await first.end("expired");
      await vi.waitFor(() => expect(second.state.status).toBe("ready"));
      expect(second.expiresAt.getTime()).toBe(now + 3_600_000);
      expect(third.state).toMatchObject(waits(1));
      await registry.stop(second.id);
      await vi.waitFor(() => expect(third.state.status).toBe("ready"));
      expect(await machines()).toBe(1);
    });

    it("passes over who is not there when their turn comes", async () => {
      const { open } = lab({ maxSandboxes: 1, maxQueue: 2 });
      const first = await ready(open(ALICE, "one"));
      const [away, there] = [await open(BOB, "one"), await open(learner(3), "one")];
      watching(there);
      await vi.waitFor(() => expect(there.state).toMatchObject(waits(2)));
      await first.end("expired");
      await vi.waitFor(() => expect(there.state.status).toBe("ready"));
      expect(away.ended).toBe(true);
    });

    it("moves everybody up when one gives up", async () => {
      const { open, registry } = lab({ maxSandboxes: 1, maxQueue: 2 });
      await ready(open(ALICE, "one"));
      const [second, third] = [await open(BOB, "one"), await open(learner(3), "one")];
      await vi.waitFor(() => expect(third.state).toMatchObject(waits(2)));
      await registry.stop(second.id);
      expect(third.state).toMatchObject(waits(1));
    });

    it("leaves a learner who changes lessons their place, and has it free when a machine failed", async () => {
      const good = createFakeDriver();
      let broken = false;
      const driver: SandboxDriver = {
        ...good,
        create: (...args) => (broken ? failingDriver().create(...args) : good.create(...args)),
      };
      const { open, machines } = lab({ maxSandboxes: 2, maxQueue: 2, driver });
      for (const name of ["one", "two"]) await ready(open(ALICE, name));
      const bob = await open(BOB, "one");
      watching(bob);
      await ready(open(ALICE, "three"));
      expect(bob.state).toMatchObject(waits(1));
      broken = true;
      const failed = await open(ALICE, "four");
      await vi.waitFor(() => expect(failed.state.status).toBe("failed"));
      broken = false;
      await vi.waitFor(() => expect(bob.state.status).not.toBe("queued"));
      expect(await machines()).toBeLessThanOrEqual(2);
    });

    it("counts the machines of a server before this one", async () => {
      const first = lab();
      for (const who of [ALICE, BOB]) await ready(first.open(who, "one"));
      first.registry.release();
      const { driver, sessions } = first.parts;
      const second = lab({ driver, sessions, maxSandboxes: 1, maxQueue: 1 });
      await second.registry.restore();
      const third = await second.open(learner(3), "one").catch((error) => error);
      expect(third).toMatchObject({ code: "no-capacity" });
      await second.registry.stop((await second.open(BOB, "one")).id);
      const waiting = await second.open(learner(3), "one");
      await vi.waitFor(() => expect(waiting.state).toMatchObject(waits(1)));
    });
  });

  it("lets a learner change lessons in a full lab", async () => {
    const { open, machines } = lab({ maxSandboxes: 2 });
    await ready(open(ALICE, "one"));
    await ready(open(ALICE, "two"));
    await ready(open(ALICE, "three"));
    expect(await machines()).toBe(2);
  });

  it("lets in no more than there is room for when a class starts at the same moment", async () => {
    const { driver, release } = slowDriver();
    const { open, registry, machines } = lab({ maxSandboxes: 5, driver });
    const all = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => open(learner(i), "one")));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(registry.owners.size).toBe(5);
    release();
    await vi.waitFor(async () => expect(await machines()).toBe(5));
  });

  it("makes a few machines at a time, and tells the others their place", async () => {
    const { driver, release } = slowDriver();
    const { open } = lab({ driver });
    const sessions = [];
    for (let i = 0; i < 5; i++) sessions.push(await open(learner(i), "one"));
    await turn();
    expect(sessions.map(({ state }) => (state.status === "queued" ? state.place : state.status))).toEqual([
      "creating",
      "creating",
      1,
      2,
      3,
    ]);
    release();
    for (const session of sessions) {
      await vi.waitFor(() => expect(session.state.status).toBe("ready"));
    }
  });
});

describe("owners", () => {
  it("are sessions from the moment they are opened until they end", async () => {
    const { driver, release } = slowDriver();
    const { open, registry } = lab({ driver });
    const session = await open(ALICE, "one");
    expect([...registry.owners]).toEqual([session.id]);
    release();
    await vi.waitFor(() => expect(session.state.status).toBe("ready"));
    expect([...registry.owners]).toEqual([session.id]);
    await session.end("expired");
    expect([...registry.owners]).toEqual([]);
  });
});

describe("after a restart", () => {
  it("takes up live sessions, and cleans away what is over or gone", async () => {
    const first = lab();
    const live = await ready(first.open(ALICE, "one"));
    const gone = await ready(first.open(BOB, "one"));
    const expired = await ready(first.open(BOB, "two"));
    await first.parts.sessions.setExpiry(expired.id, new Date(Date.now() - 1));
    const goneMachine = (await first.parts.driver.list()).find(({ owner }) => owner === gone.id);
    first.registry.release();
    if (goneMachine) await first.parts.driver.remove(goneMachine.id);

    const second = lab({ driver: first.parts.driver, sessions: first.parts.sessions });
    await second.registry.restore();
    expect([...second.registry.owners]).toEqual([live.id]);
    expect((await second.parts.sessions.list()).map(({ id }) => id)).toEqual([live.id]);
    const again = await second.open(ALICE, "one");
    expect(again.id).toBe(live.id);
    expect(again.state).toMatchObject({ status: "ready" });
    expect((await again.openTerminal({ cols: 80, rows: 24 })).id).toMatch(/^t\d+$/);
  });

  it("takes a machine up that could not be found at first", async () => {
    const first = lab();
    const session = await ready(first.open(ALICE, "one"));
    first.registry.release();
    const { driver, sessions } = first.parts;
    let faults = 2;
    const second = lab({
      sessions,
      driver: {
        ...driver,
        resume: (id) => (faults-- > 0 ? Promise.reject(new Error("podman hangs")) : driver.resume(id)),
      },
    });
    await second.registry.restore();
    expect(second.registry.summaries).toMatchObject([{ id: session.id, state: { status: "ready" } }]);
    expect(second.logged).toHaveLength(2);
  });

  it("promises no more time than there is, though the clock was set back meanwhile", async () => {
    const first = lab();
    await ready(first.open(ALICE, "one"));
    first.registry.release();
    const setBack = Date.now() - 24 * 3_600_000;
    const second = lab({ driver: first.parts.driver, sessions: first.parts.sessions, now: () => setBack });
    await second.registry.restore();
    expect(second.registry.summaries.map(({ expiresAt }) => expiresAt.getTime())).toEqual([
      setBack + second.parts.sessionMs,
    ]);
  });

  it("goes on with the same shells: nothing lost, nothing shown twice, one that ended meanwhile left out", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-registry-"));
    const recordings = () => diskRecordings({ folder, onError: (message) => expect.unreachable(message) });
    try {
      const first = lab({ recordings: recordings() });
      const session = await ready(first.open(ALICE, "one"));
      const [staying, going] = [await session.openTerminal(SIZE), await session.openTerminal(SIZE)];
      let text = "";
      const viewer = {
        send: (chunk: { data: string }) => {
          text += chunk.data;
        },
        shared: () => {},
        exited: () => {},
      };
      const { data } = await staying.attach(viewer, 0);
      staying.write("echo one\r");
      await vi.waitFor(() => expect(text).toMatch(/one\r\n[\s\S]*\$ $/));
      const seen = data.length + text.length;
      // Let go of in the middle: what the shell prints now, nobody of this server reads.
      first.registry.release();
      const [machine] = await first.parts.driver.list();
      const held = await (await first.parts.driver.resume(machine?.id as never))?.attachTerminal(going.id, 0);
      held?.write("exit\r");

      const { driver, sessions } = first.parts;
      const second = lab({ driver, sessions, recordings: recordings() });
      await second.registry.restore();
      const again = await second.open(ALICE, "one");
      expect(again.terminalIds).toEqual([staying.id]);
      const terminal = again.terminal(staying.id);
      if (terminal === undefined) throw new Error("invariant: it is listed");
      text = "";
      expect(await terminal.attach(viewer, seen)).toEqual({ seq: seen, data: "" });
      terminal.write("echo two\r");
      await vi.waitFor(() => expect(text).toContain("two\r\n"));
      expect(text).not.toContain("one");
      const fresh = await terminal.attach(viewer, 0);
      expect(fresh.seq).toBe(0);
      expect(fresh.data).toMatch(/one\r\n[\s\S]*two\r\n/);

      await again.end("closed");
      const { terminals, last } = await recordings()
        .of({ ...TRACK_ONE, id: session.id })
        .restore(() => {});
      expect(terminals).toEqual([]);
      expect(last).toBe(Number(going.id.slice(1)));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("gives tabs their names and their order back, and no terminal the number of one before it", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-registry-"));
    const recordings = () => diskRecordings({ folder, onError: (message) => expect.unreachable(message) });
    try {
      const first = lab({ recordings: recordings() });
      const session = await ready(first.open(ALICE, "one"));
      const opened = [];
      for (let count = 1; count <= 4; count++) opened.push(await session.openTerminal(SIZE));
      const [one, two, three, closed] = opened.map(({ id }) => id);
      if (one === undefined || two === undefined || three === undefined || closed === undefined)
        throw new Error("invariant: four were opened");
      session.renameTerminal(two, "server");
      session.moveTerminal(three, 0);
      await session.closeTerminal(closed, true);
      await vi.waitFor(() => expect(session.terminalIds).toHaveLength(3));
      const views = session.terminals;
      expect(views.map(({ name }) => name)).toEqual(["Terminal 3", "Terminal 1", "server"]);
      first.registry.release();

      const { driver, sessions } = first.parts;
      const second = lab({ driver, sessions, recordings: recordings() });
      await second.registry.restore();
      const again = await second.open(ALICE, "one");
      expect(again.terminals).toEqual(views);
      const next = await again.openTerminal(SIZE);
      expect(Number(next.id.slice(1))).toBeGreaterThan(Number(closed.slice(1)));
      await again.end("closed");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("keeps the files of a machine whose time was over meanwhile", async () => {
    const first = lab();
    const session = await ready(first.open(ALICE, "one"));
    await first.parts.sessions.setExpiry(session.id, new Date(Date.now() - 1));
    first.registry.release();
    const kept: string[] = [];
    const homes = {
      ...noKeptHomes,
      of: ({ learnerId }: { learnerId: string }) => ({
        ...noKeptHomes.of({} as never),
        keep: async ({ id }: { id: string }) => void kept.push(`${learnerId} ${id}`),
      }),
    };
    const { driver, sessions } = first.parts;
    const second = lab({ driver, sessions, homes });
    await second.registry.restore();
    expect(kept).toEqual([`${ALICE} fake-1`]);
    expect([...second.registry.owners]).toEqual([]);
  });

  it("keeps the time that was promised", async () => {
    const first = lab();
    const session = await ready(first.open(ALICE, "one"));
    await session.extend();
    const promised = session.state.status === "ready" ? session.state.expiresAt : "";
    await session.reset();
    first.registry.release();
    const second = lab({ driver: first.parts.driver, sessions: first.parts.sessions });
    await second.registry.restore();
    expect((await second.open(ALICE, "one")).state).toMatchObject({ expiresAt: promised });
  });

  it("goes on with the others when one machine cannot be taken up, or its lesson is no more", async () => {
    const first = lab();
    const broken = await ready(first.open(ALICE, "one"));
    await ready(first.open(BOB, "old-lesson"));
    const live = await ready(first.open(learner(3), "one"));
    const brokenMachine = (await first.parts.driver.list()).find(({ owner }) => owner === broken.id);
    first.registry.release();
    const { driver } = first.parts;
    const second = lab({
      sessions: first.parts.sessions,
      driver: {
        ...driver,
        resume: (id) =>
          id === brokenMachine?.id ? Promise.reject(new Error("engine down")) : driver.resume(id),
      },
      findLesson: (trackId, lessonId) =>
        lessonId === "one" ? { trackId, lessonId, files: {}, images: [], tasks: [] } : undefined,
    });
    await second.registry.restore();
    expect([...second.registry.owners]).toEqual([live.id]);
    expect(second.logged).toHaveLength(3);
  });
});

describe("the operator's view", () => {
  it("has every session that has not ended, oldest first, and the queue", async () => {
    const { driver, release } = slowDriver();
    let now = 1_000;
    const { open, registry } = lab({ driver, now: () => now });
    for (const [index, name] of ["one", "two", "three"].entries()) {
      now = 1_000 + index;
      await open(learner(index), name);
    }
    await vi.waitFor(() => expect(registry.queue).toEqual({ beingMade: 2, waiting: 1 }));
    expect(registry.summaries.map(({ lessonId, state }) => [lessonId, state.status])).toEqual([
      ["one", "creating"],
      ["two", "creating"],
      ["three", "queued"],
    ]);
    release();
    await vi.waitFor(() => expect(registry.queue).toEqual({ beingMade: 0, waiting: 0 }));
    expect(registry.summaries[0]).toMatchObject({
      learnerId: learner(0),
      createdAt: new Date(1_000),
      expiresAt: new Date(3_601_000),
      sandboxId: "fake-1",
      terminals: 0,
      watched: false,
    });
  });

  it("stops a session by its own id or its machine's, and says so to its learner alone", async () => {
    const { open, registry, machines, parts } = lab();
    const [alice, bob] = [await ready(open(ALICE, "one")), await ready(open(BOB, "one"))];
    const heard: string[] = [];
    for (const [name, session] of Object.entries({ alice, bob })) {
      session.subscribe({
        onState: (state) =>
          heard.push(`${name}: ${state.status === "failed" ? state.message : state.status}`),
        onTask: () => {},
      });
    }
    expect(await registry.stop(alice.sandboxId ?? "")).toBe(true);
    expect(heard).toEqual([
      "alice: The operator of this lab stopped this machine. Start a new one; your progress is kept.",
    ]);
    expect(await machines()).toBe(1);
    expect((await parts.sessions.list()).map(({ id }) => id)).toEqual([bob.id]);
    expect(await registry.stop(bob.id)).toBe(true);
    expect(await machines()).toBe(0);
    expect(registry.summaries).toEqual([]);
    await ready(open(ALICE, "one"));
  });

  it("stops one whose machine is still being made, which is then removed", async () => {
    const { driver, release } = slowDriver();
    const { open, registry, machines } = lab({ driver });
    const session = await open(ALICE, "one");
    await vi.waitFor(() => expect(registry.queue.beingMade).toBe(1));
    expect(await registry.stop(session.id)).toBe(true);
    release();
    await vi.waitFor(() => expect(registry.queue.beingMade).toBe(0));
    expect(await machines()).toBe(0);
  });

  it.each(["", "undefined", "no-such-machine", "../one"])("has nothing to stop under %j", async (id) => {
    const { open, registry } = lab();
    await open(ALICE, "one");
    expect(await registry.stop(id)).toBe(false);
    expect(registry.summaries).toHaveLength(1);
  });

  it("hears of every state of a session, by its id", async () => {
    const seen: string[] = [];
    const { open } = lab({ observe: (id, state) => seen.push(`${id} ${state.status}`) });
    const session = await ready(open(ALICE, "one"));
    await session.reset();
    const states = [...new Set(seen)];
    expect(states).toEqual(["creating", "ready", "resetting"].map((status) => `${session.id} ${status}`));
  });
});
