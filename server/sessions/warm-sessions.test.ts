import { afterEach, describe, expect, it, vi } from "vitest";
import { memoryProgressStore } from "../progress/memory-progress-store.ts";
import type { LearnerId, LessonId, TrackId } from "../protocol/ids.ts";
import type { SandboxId } from "../sandbox/driver.ts";
import { createFakeDriver } from "../sandbox/fake/fake-driver.ts";
import { createEngineClient } from "../sandbox/http-engine-client.ts";
import { drawerInPlace } from "../testing/drawer-in-place.ts";
import { noKeptHomes } from "./kept-homes/kept-homes.ts";
import { memorySessionStore } from "./memory-session-store.ts";
import { memoryRecordings } from "./recordings/memory-recordings.ts";
import type { Session } from "./session.ts";
import { type RegistryParts, SessionRegistry } from "./session-registry.ts";

const TRACK = "track" as TrackId;
const LESSON = "one" as LessonId;
const SIZE = { cols: 100, rows: 30 };
const learner = (index: number) => index.toString(16).padStart(32, "0") as LearnerId;

const registries: SessionRegistry[] = [];
afterEach(() => {
  for (const registry of registries.splice(0)) registry.release();
});

/** A lab whose pool has been filled with `waiting` machines, and is filled no more. */
async function lab(waiting: number, more: Partial<RegistryParts> = {}) {
  const logged: string[] = [];
  const host = { busy: false, availableMb: 16_000 };
  const parts: RegistryParts = {
    driver: createFakeDriver(),
    sessions: memorySessionStore(),
    progress: memoryProgressStore(),
    findLesson: (trackId, lessonId) => ({
      trackId,
      lessonId,
      files: { "a.txt": "hello\n" },
      images: [],
      tasks: [],
    }),
    createEngineClient: (sandbox) => createEngineClient(() => sandbox.connectEngine()),
    runCheck: (check, context) => check.run(context),
    admit: async () => {},
    maxSandboxes: 30,
    maxQueue: 0,
    homes: noKeptHomes,
    sessionMs: 3_600_000,
    idle: { freezeMs: 600_000, busyFreezeMs: 1_800_000 },
    pool: { min: waiting, max: waiting, make: "x", look: async () => host },
    recordings: memoryRecordings(),
    drawer: drawerInPlace(),
    log: (message) => void logged.push(message),
    ...more,
  };
  const registry = new SessionRegistry(parts);
  registries.push(registry);
  await registry.restore();
  await vi.waitFor(() => expect(registry.pool.waiting).toBe(waiting), { timeout: 5_000 });
  host.busy = true;
  const open = async (who: LearnerId): Promise<Session> => {
    const session = await registry.open(who, TRACK, LESSON, "");
    await vi.waitFor(() => expect(session.state.status).toBe("ready"));
    return session;
  };
  return { registry, open, parts, logged };
}

describe("a machine that waits", () => {
  it("is given with the lesson's files, and answered for without a gap", async () => {
    const { registry, open, parts } = await lab(1);
    const create = vi.spyOn(parts.driver, "create");
    const session = await open(learner(1));
    expect(create).not.toHaveBeenCalled();
    const [machine] = await parts.driver.list();
    expect(session.sandboxId).toBe(machine?.id);
    expect(registry.owners.has(machine?.owner ?? "")).toBe(true);
    const sandbox = await parts.driver.resume(machine?.id as SandboxId);
    expect((await sandbox?.exec(["cat", "a.txt"]))?.stdout).toBe("hello\n");
    await registry.stop(session.id);
    expect(registry.owners.has(machine?.owner ?? "")).toBe(false);
  });

  it("has a shell open, which is the first that is asked for, once", async () => {
    const { open, parts } = await lab(1);
    const [machine] = await parts.driver.list();
    const sandbox = await parts.driver.resume(machine?.id as SandboxId);
    const session = await open(learner(1));
    const [one, two] = await Promise.all([session.openTerminal(SIZE), session.openTerminal(SIZE)]);
    expect(one.id).not.toBe(two.id);
    // The fake counts ten processes and its shells.
    expect((await sandbox?.usage?.())?.processes).toBe(12);
    let text = "";
    const { data } = await one.attach(
      { send: (chunk) => (text += chunk.data), exited: () => {}, shared: () => {} },
      0,
    );
    await vi.waitFor(() => expect(data + text).toContain("$ "));
    expect(session.terminalIds).toEqual([one.id, two.id]);
  });

  it("is never given to two, when a class asks in the same turn", async () => {
    const { open, parts } = await lab(4);
    const sessions = await Promise.all(Array.from({ length: 12 }, (_, index) => open(learner(index))));
    expect(new Set(sessions.map(({ sandboxId }) => sandboxId)).size).toBe(12);
    expect(await parts.driver.list()).toHaveLength(12);
    expect(await parts.sessions.listWaiting()).toEqual([]);
  });

  it("is claimed for its lesson's images; one that is made when none waits is to have them all", async () => {
    const { open, parts } = await lab(1, {
      preparedImages: ["redis"],
      findLesson: (trackId, lessonId) => ({
        trackId,
        lessonId,
        files: {},
        images: ["nginx", "redis"],
        tasks: [],
      }),
    });
    const create = vi.spyOn(parts.driver, "create");
    await open(learner(1));
    expect(create).not.toHaveBeenCalled();
    const { id } = await open(learner(2));
    expect(create.mock.calls.map(([spec]) => spec)).toEqual([
      { owner: id, files: {}, images: ["nginx", "redis"] },
    ]);
  });

  it("takes the place of one that is reset, which is removed", async () => {
    const { open, parts } = await lab(2);
    const session = await open(learner(1));
    const before = session.sandboxId;
    expect(await session.reset()).toMatchObject({ status: "ready" });
    expect(session.sandboxId).not.toBe(before);
    await vi.waitFor(async () => {
      expect((await parts.driver.list()).map(({ id }) => id)).toEqual([session.sandboxId]);
    });
  });

  it("is passed over when it has died; the learner gets another", async () => {
    const { open, parts, logged } = await lab(1);
    const [dead] = await parts.driver.list();
    await parts.driver.remove(dead?.id as SandboxId);
    const session = await open(learner(1));
    expect(session.sandboxId).not.toBe(dead?.id);
    expect(logged).toEqual([expect.stringContaining("was not usable")]);
  });

  it("is not handed out when it cannot be taken off the list; the learner gets another", async () => {
    const sessions = {
      ...memorySessionStore(),
      removeWaiting: () => Promise.reject(new Error("disk full")),
    };
    const { open, parts } = await lab(1, { sessions });
    const [machine] = await parts.driver.list();
    const session = await open(learner(1));
    expect(session.sandboxId).not.toBe(machine?.id);
    expect((await parts.driver.list()).map(({ id }) => id)).toEqual([session.sandboxId]);
  });
});

it("a crash after the claim gives the machine back to its learner, and to nobody else", async () => {
  const first = await lab(2);
  const session = await first.open(learner(1));
  const used = session.sandboxId;
  // As after SIGKILL: nothing is ended, nothing is told.
  first.registry.release();
  const { driver, sessions } = first.parts;
  const second = await lab(1, { driver, sessions });
  const others = await Promise.all([second.open(learner(2)), second.open(learner(3))]);
  expect(others.map(({ sandboxId }) => sandboxId)).not.toContain(used);
  expect((await second.open(learner(1))).sandboxId).toBe(used);
});

it("a crash in the middle of the claim gives it to nobody, or to somebody who has it fresh", async () => {
  for (const takenOff of [false, true]) {
    const store = memorySessionStore();
    const sessions = {
      ...store,
      async removeWaiting(id: string) {
        if (takenOff) await store.removeWaiting(id);
        await new Promise<void>(() => {});
      },
    };
    const first = await lab(1, { sessions });
    const claimed = await first.registry.open(learner(1), TRACK, LESSON, "");
    await vi.waitFor(() => expect(claimed.sandboxId).toBeDefined());
    const [machine] = await first.parts.driver.list();
    const sandbox = await first.parts.driver.resume(machine?.id as SandboxId);
    expect((await sandbox?.exec(["cat", "a.txt"]))?.exitCode).toBe(1);
    first.registry.release();

    const second = await lab(1, { driver: first.parts.driver, sessions: store });
    expect(second.registry.owners.has(machine?.owner ?? "")).toBe(!takenOff);
    const session = await second.open(learner(2));
    expect(session.sandboxId === machine?.id).toBe(!takenOff);
  }
});
