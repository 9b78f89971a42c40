import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CheckResult, TaskState } from "../protocol/check-result.ts";
import type { LearnerId, TaskId } from "../protocol/ids.ts";
import type { SessionState } from "../protocol/session-state.ts";
import type { Sandbox, SandboxDriver, SandboxId } from "../sandbox/driver.ts";
import { createFakeDriver } from "../sandbox/fake/fake-driver.ts";
import {
  clingingDriver,
  dyingDriver,
  engineStoppingDriver,
  failingDriver,
  neverStartingDriver,
  slowDriver,
  slowlyPullingDriver,
} from "../sandbox/fake/misbehaving-drivers.ts";
import { createEngineClient } from "../sandbox/http-engine-client.ts";
import { drawerInPlace } from "../testing/drawer-in-place.ts";
import { CreateTimes } from "./create-times.ts";
import { noKeptHomes } from "./kept-homes/kept-homes.ts";
import { MachineFactsReader } from "./machine-facts.ts";
import { memorySessionRecordings } from "./recordings/memory-recordings.ts";
import { Session, type SessionParts } from "./session.ts";
import { MAX_TERMINALS } from "./session-terminals.ts";
import { WaitingLine } from "./waiting-line.ts";

const SIZE = { cols: 80, rows: 24 };
const HOUR_MS = 3_600_000;
const TASK = "first-task" as TaskId;
const FETCHING = { files: {}, images: ["nginx", "alpine:3.19"], tasks: [] };

function opened(driver: SandboxDriver, more: Partial<SessionParts> = {}) {
  const states: SessionState[] = [];
  const tasks: TaskState[] = [];
  const passes = new Map<TaskId, Date>();
  const remembered: { sandboxId: string; expiresAt: Date }[] = [];
  const expiries: Date[] = [];
  const logged: string[] = [];
  const answers = { result: { status: "not-yet", found: "a", expected: "b", next: "c" } as CheckResult };
  const queue = new WaitingLine(2, () => 100);
  const lab = new WaitingLine(100, () => HOUR_MS);
  const session = new Session(
    {
      id: "s1",
      learnerId: "a".repeat(32) as LearnerId,
      driver,
      lesson: {
        files: { "hello.txt": "hello\n" },
        images: [],
        tasks: [
          {
            id: TASK,
            title: "The first task",
            check: { watches: [], run: async () => answers.result },
            asksForAnswer: false,
          },
        ],
      },
      createEngineClient: (sandbox) => createEngineClient(() => sandbox.connectEngine()),
      runCheck: (check, context) => check.run(context),
      passes: async () => new Map(passes),
      recordPass: async (taskId) => {
        passes.set(taskId, new Date("2026-01-01T10:00:00.000Z"));
        return new Date("2026-01-01T10:00:00.000Z");
      },
      claimWarm: () => undefined,
      takeOffList: async () => {},
      enterQueue: (onPlace, signal) => queue.enter(onPlace, signal),
      enterLab: (onPlace, signal) => lab.enter(onPlace, signal),
      rememberSandbox: async (sandboxId, expiresAt) => void remembered.push({ sandboxId, expiresAt }),
      rememberExpiry: async (expiresAt) => void expiries.push(expiresAt),
      sessionMs: HOUR_MS,
      home: noKeptHomes.of({} as never),
      preparedImages: ["python"],
      idle: { freezeMs: 600_000, busyFreezeMs: 1_800_000 },
      recordings: memorySessionRecordings(),
      drawer: drawerInPlace(),
      facts: new MachineFactsReader(),
      log: (message) => void logged.push(message),
      now: Date.now,
      ...more,
    },
    new CreateTimes(),
  );
  session.subscribe({ onState: (state) => states.push(state), onTask: (task) => tasks.push(task) });
  const statuses = () => states.map(({ status }) => status);
  return { session, states, statuses, tasks, passes, remembered, expiries, logged, answers, queue };
}

const open: Session[] = [];
const kept = <T extends { session: Session }>(facts: T): T => {
  open.push(facts.session);
  return facts;
};
afterEach(() => {
  for (const session of open.splice(0)) session.release();
});

const machines = async (driver: SandboxDriver) => (await driver.list()).length;

describe("making a machine", () => {
  it("goes through its states in order, and has the lesson's files", async () => {
    const driver = createFakeDriver();
    const { session, states, statuses, remembered } = kept(opened(driver));
    expect(session.state.status).toBe("creating");
    await session.start();
    expect(statuses()).toEqual(["creating", "creating", "ready"]);
    expect(states.slice(0, 2)).toMatchObject([{ phase: "machine" }, { phase: "engine" }]);
    expect(states[2]).toMatchObject({ machine: { hostname: "lab", engineVersion: "0.0.0-fake", cpus: 1 } });
    const [made] = await driver.list();
    expect(remembered.map(({ sandboxId }) => sandboxId)).toEqual([made?.id]);
    expect(made?.owner).toBe("s1");
  });

  it("tells the place in the queue while others are made", async () => {
    const { session, states, queue } = kept(opened(createFakeDriver()));
    const places = [await queue.enter(() => {}), await queue.enter(() => {})];
    const started = session.start();
    await turn();
    expect(states).toMatchObject([
      { status: "queued", for: "making", place: 1, estimateMs: expect.any(Number) },
    ]);
    places[0]?.leave();
    await started;
    expect(session.state.status).toBe("ready");
  });

  it("waits for a slow one without a word of failure", async () => {
    const { driver, release } = slowDriver();
    const { session, statuses } = kept(opened(driver));
    const started = session.start();
    await turn();
    expect(session.state).toMatchObject({ status: "creating", phase: "machine" });
    expect(session.start()).toBe(started);
    await expect(session.openTerminal(SIZE)).rejects.toMatchObject({ code: "not-ready" });
    release();
    await started;
    expect(statuses().at(-1)).toBe("ready");
    expect(await machines(driver)).toBe(1);
  });

  it("says what failed, and can be tried again", async () => {
    const good = createFakeDriver();
    let broken = true;
    const driver: SandboxDriver = {
      ...good,
      create: (...args) => (broken ? failingDriver().create(...args) : good.create(...args)),
    };
    const { session, states, logged } = kept(opened(driver));
    await session.start();
    expect(states.at(-1)).toMatchObject({ status: "failed", code: "sandbox-failed" });
    expect(states.at(-1)).toHaveProperty("message", expect.stringMatching(/disk is full.*Try again\.$/));
    expect(logged).toHaveLength(1);
    broken = false;
    await session.start();
    expect(session.state.status).toBe("ready");
  });

  it("does not show a stranger's error to the learner", async () => {
    const driver = { ...createFakeDriver(), create: () => Promise.reject(new Error("/etc/secret is 42")) };
    const { session, states } = kept(opened(driver));
    await session.start();
    expect(states.at(-1)).toMatchObject({ status: "failed", code: "internal" });
    expect(JSON.stringify(states)).not.toContain("secret");
  });

  it("leaves no machine behind when it cannot be remembered", async () => {
    const driver = createFakeDriver();
    const { session } = kept(
      opened(driver, { rememberSandbox: () => Promise.reject(new Error("disk full")) }),
    );
    await session.start();
    expect(session.state.status).toBe("failed");
    expect(await machines(driver)).toBe(0);
  });

  it("destroys the machine when the session ended meanwhile", async () => {
    const { driver, release } = slowDriver();
    const { session } = kept(opened(driver));
    const started = session.start();
    await turn();
    await session.end("closed");
    release();
    await started;
    expect(await machines(driver)).toBe(0);
  });

  it("makes no machine for a session that ended in the queue", async () => {
    const driver = createFakeDriver();
    const create = vi.spyOn(driver, "create");
    const { session, queue } = kept(opened(driver));
    const places = [await queue.enter(() => {}), await queue.enter(() => {})];
    const started = session.start();
    await turn();
    await session.end("closed");
    places[0]?.leave();
    await started;
    expect(create).not.toHaveBeenCalled();
  });
});

describe("time", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** The fake engine answers over real streams, which fake timers do not hold up, but nor do they wait for them. */
  const instantEngine = {
    createEngineClient: () => ({ get: async () => undefined, follow: () => ({ dispose: () => {} }) }),
  };

  it("gives up on a machine that never comes, and lets the next one in the queue", async () => {
    const { session, queue } = kept(opened(neverStartingDriver(), instantEngine));
    await queue.enter(() => {});
    void session.start();
    await vi.advanceTimersByTimeAsync(119_000);
    expect(session.state.status).toBe("creating");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(session.state).toMatchObject({ status: "failed", code: "timed-out" });
    let entered = false;
    void queue
      .enter(() => {})
      .then(() => {
        entered = true;
      });
    await vi.advanceTimersByTimeAsync(0);
    expect(entered).toBe(true);
  });

  it("destroys a machine that comes too late", async () => {
    const { driver, release } = slowDriver();
    const { session, statuses } = kept(opened(driver, instantEngine));
    void session.start();
    await vi.advanceTimersByTimeAsync(121_000);
    expect(session.state.status).toBe("failed");
    release();
    await vi.advanceTimersByTimeAsync(10);
    expect(await machines(driver)).toBe(0);
    expect(statuses().at(-1)).toBe("failed");
  });

  it("ends when its time is over, and says when that was", async () => {
    const driver = createFakeDriver();
    const { session, states } = kept(opened(driver, instantEngine));
    await session.start();
    expect(session.state).toMatchObject({ expiresAt: new Date(Date.now() + HOUR_MS).toISOString() });
    await vi.advanceTimersByTimeAsync(HOUR_MS - 1);
    expect(session.state.status).toBe("frozen");
    await vi.advanceTimersByTimeAsync(2);
    expect(states.at(-1)).toMatchObject({ status: "expired", at: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(session.ended).toBe(true);
    expect(await machines(driver)).toBe(0);
  });

  it("gives the full time again from now on", async () => {
    const { session, states, expiries } = kept(opened(createFakeDriver(), instantEngine));
    await session.start();
    await vi.advanceTimersByTimeAsync(HOUR_MS / 2);
    const until = new Date(Date.now() + HOUR_MS);
    expect(await session.extend()).toMatchObject({ status: "ready", expiresAt: until.toISOString() });
    expect(states.at(-1)).toMatchObject({ expiresAt: until.toISOString() });
    expect(expiries).toEqual([until]);
    await vi.advanceTimersByTimeAsync(HOUR_MS - 1);
    expect(session.state.status).toBe("frozen");
    await vi.advanceTimersByTimeAsync(2);
    expect(session.state.status).toBe("expired");
    expect(await session.extend()).toMatchObject({ status: "expired" });
  });

  it.each([
    ["forward", HOUR_MS],
    ["backward", -HOUR_MS],
  ])("lasts as long as was promised when the clock is set %s", async (_, jump) => {
    const driver = createFakeDriver();
    let set = 0;
    const { session, states, expiries } = kept(
      opened(driver, { ...instantEngine, now: () => Date.now() + set }),
    );
    await session.start();
    await vi.advanceTimersByTimeAsync(HOUR_MS / 4);
    set = jump;
    await session.clockJumped(jump);
    const until = new Date(Date.now() + set + (HOUR_MS / 4) * 3);
    expect(states.at(-1)).toMatchObject({
      status: "ready",
      expiresAt: until.toISOString(),
      leftMs: (HOUR_MS / 4) * 3,
    });
    expect(expiries).toEqual([until]);
    await vi.advanceTimersByTimeAsync((HOUR_MS / 4) * 3 - 1);
    expect(session.state.status).toBe("frozen");
    await vi.advanceTimersByTimeAsync(1);
    expect(session.state.status).toBe("expired");
    expect(await machines(driver)).toBe(0);
  });

  it("keeps the files of a machine that was worked on, before it is removed, also of a frozen one", async () => {
    for (const worked of [true, false]) {
      const driver = createFakeDriver();
      const kept: string[] = [];
      const home = {
        ...noKeptHomes.of({} as never),
        keep: async (sandbox: Sandbox) => void kept.push(`${sandbox.id} ${await sandbox.status()}`),
      };
      const { session } = opened(driver, { ...instantEngine, home });
      await session.start();
      if (worked) (await session.openTerminal(SIZE)).write("l");
      await vi.advanceTimersByTimeAsync(HOUR_MS - 1);
      expect(session.state.status).toBe("frozen");
      await vi.advanceTimersByTimeAsync(2);
      await session.end("expired");
      expect(kept).toEqual(worked ? ["fake-1 running"] : []);
      expect(await machines(driver)).toBe(0);
    }
  });

  it("is removed all the same when its files cannot be kept", async () => {
    const driver = createFakeDriver();
    const home = { ...noKeptHomes.of({} as never), keep: () => Promise.reject(new Error("disk full")) };
    const { session, logged } = opened(driver, { ...instantEngine, home });
    await session.start();
    (await session.openTerminal(SIZE)).write("l");
    await vi.advanceTimersByTimeAsync(HOUR_MS + 1);
    await session.end("expired");
    expect(logged).toEqual([expect.stringContaining("its files could not be kept")]);
    expect(await machines(driver)).toBe(0);
  });

  it("fetches no further image ahead once it was frozen", async () => {
    const { driver, pulled, release } = slowlyPullingDriver();
    const { session, logged } = kept(opened(driver, { ...instantEngine, lesson: FETCHING }));
    await session.start();
    await vi.advanceTimersByTimeAsync(HOUR_MS / 2);
    expect(session.state.status).toBe("frozen");
    await session.touch();
    release();
    await vi.advanceTimersByTimeAsync(1);
    expect(session.state.status).toBe("ready");
    expect(pulled).toEqual(["fake-1 nginx"]);
    expect(logged).toEqual([]);
  });

  it("freezes while nobody is at work, and is ready again at a key, a visit or a wish", async () => {
    const driver = createFakeDriver();
    const { session } = kept(opened(driver, { ...instantEngine, sessionMs: 24 * HOUR_MS }));
    await session.start();
    const [made] = await driver.list();
    const machine = async () => (await driver.resume(made?.id as SandboxId))?.status();
    const terminal = await session.openTerminal(SIZE);
    const viewer = session.subscribe({ onState: () => {}, onTask: () => {} });
    const wakes: Record<string, () => unknown> = {
      key: () => terminal.write("l"),
      visit: () => viewer.dispose(),
      "another terminal": () => session.openTerminal(SIZE),
      answer: () => session.look(TASK),
      extension: () => session.extend(),
    };
    for (const [what, wake] of Object.entries(wakes)) {
      await vi.advanceTimersByTimeAsync(HOUR_MS / 2);
      expect(session.state, what).toMatchObject({
        status: "frozen",
        machine: { hostname: expect.any(String) },
      });
      expect(await machine(), what).toBe("frozen");
      wake();
      await vi.advanceTimersByTimeAsync(1);
      expect(session.state.status, what).toBe("ready");
      expect(await machine(), what).toBe("running");
    }
  });

  it("remembers the extended time with the machine that a reset makes", async () => {
    const { session, remembered } = kept(opened(createFakeDriver(), instantEngine));
    await session.start();
    await vi.advanceTimersByTimeAsync(HOUR_MS / 2);
    await session.extend();
    const until = Date.now() + HOUR_MS;
    await session.reset();
    expect(remembered.at(-1)?.expiresAt.getTime()).toBe(until);
  });

  it("holds no timer once it has ended or been let go", async () => {
    for (const finish of [(s: Session) => s.end("closed"), (s: Session) => s.release()]) {
      const { session } = opened(createFakeDriver(), instantEngine);
      await session.start();
      await session.openTerminal(SIZE);
      await finish(session);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(vi.getTimerCount()).toBe(0);
    }
  });
});

describe("reset", () => {
  it("gives a fresh machine, ends the shells, and keeps what was passed", async () => {
    const driver = createFakeDriver();
    const { session, statuses, answers, tasks } = kept(opened(driver));
    answers.result = { status: "passed" };
    await session.start();
    await vi.waitFor(() => expect(tasks.at(-1)).toMatchObject({ status: "passed" }));
    const [before] = await driver.list();
    const terminal = await session.openTerminal(SIZE);
    const { promise: exited, resolve } = Promise.withResolvers<void>();
    terminal.attach({ send: () => {}, shared: () => {}, exited: () => resolve() }, 0);

    expect(await session.reset()).toMatchObject({ status: "ready" });
    await exited;
    expect(session.terminalIds).toEqual([]);
    const after = await driver.list();
    expect(after).toHaveLength(1);
    expect(after[0]?.id).not.toBe(before?.id);
    expect(statuses().slice(statuses().indexOf("ready") + 1)).toEqual([
      "resetting",
      "resetting",
      "resetting",
      "ready",
    ]);
    expect(await session.tasks()).toMatchObject([{ taskId: TASK, status: "passed" }]);
  });

  it("happens once, however often it is asked for at a time", async () => {
    const driver = createFakeDriver();
    const create = vi.spyOn(driver, "create");
    const { session } = kept(opened(driver));
    await session.start();
    await Promise.all([session.reset(), session.reset(), session.reset()]);
    expect(create).toHaveBeenCalledTimes(2);
    expect(await machines(driver)).toBe(1);
  });

  it("refuses shells meanwhile", async () => {
    const { driver, release } = slowDriver();
    const { session } = kept(opened(driver));
    release();
    await session.start();
    const reset = session.reset();
    await expect(session.openTerminal(SIZE)).rejects.toMatchObject({ code: "not-ready" });
    await expect(session.look(TASK)).rejects.toMatchObject({ code: "not-ready" });
    await reset;
  });

  it("makes nothing when the session ends in the middle of it", async () => {
    const driver = createFakeDriver();
    const { session } = kept(opened(driver));
    await session.start();
    const reset = session.reset();
    await session.end("closed");
    await reset;
    expect(await machines(driver)).toBe(0);
    expect(session.ended).toBe(true);
  });
});

describe("a lesson that is saved while its machine runs", () => {
  const OTHER = "other-task" as TaskId;
  const passing = { watches: [], run: async () => ({ status: "passed" }) as const };

  it("has its new tasks watched; machine and terminal stay", async () => {
    const driver = createFakeDriver();
    const { session, tasks } = kept(opened(driver));
    await session.start();
    const terminal = await session.openTerminal(SIZE);
    await session.changeLesson({
      files: {},
      images: [],
      tasks: [{ id: OTHER, title: "Another", check: passing, asksForAnswer: false }],
    });
    await vi.waitFor(() => expect(tasks.at(-1)).toMatchObject({ taskId: OTHER, status: "passed" }));
    expect((await session.tasks()).map(({ taskId }) => taskId)).toEqual([OTHER]);
    expect(session.terminal(terminal.id)).toBe(terminal);
    expect(session.state.status).toBe("ready");
    expect(await machines(driver)).toBe(1);
  });

  it("is what a machine starts with that was still being made", async () => {
    const { driver, release } = slowDriver();
    const { session, tasks } = kept(opened(driver));
    const started = session.start();
    await session.changeLesson({
      files: {},
      images: [],
      tasks: [{ id: OTHER, title: "Another", check: passing, asksForAnswer: false }],
    });
    release();
    await started;
    await vi.waitFor(() => expect(tasks.at(-1)).toMatchObject({ taskId: OTHER, status: "passed" }));
  });
});

describe("images to be fetched ahead", () => {
  it("are asked for once, in order, while the learner works already", async () => {
    const { driver, pulled, release } = slowlyPullingDriver();
    const { session, logged } = kept(opened(driver, { lesson: FETCHING }));
    await session.start();
    expect(session.state.status).toBe("ready");
    await session.openTerminal(SIZE);
    await vi.waitFor(() => expect(pulled).toEqual(["fake-1 nginx"]));
    release();
    await vi.waitFor(() => expect(pulled).toEqual(["fake-1 nginx", "fake-1 alpine:3.19"]));
    release();
    expect(logged).toEqual([]);
  });

  it("are fetched by a fresh machine after a reset, and no more by the old one", async () => {
    const { driver, pulled, release } = slowlyPullingDriver();
    const { session, logged } = kept(opened(driver, { lesson: FETCHING }));
    await session.start();
    await vi.waitFor(() => expect(pulled).toHaveLength(1));
    await session.reset();
    release();
    await vi.waitFor(() => expect(pulled.slice(1)).toEqual(["fake-2 nginx"]));
    release();
    await vi.waitFor(() => expect(pulled.slice(2)).toEqual(["fake-2 alpine:3.19"]));
    expect(logged).toEqual([]);
  });

  it("are those of the lesson as it was last saved", async () => {
    const { driver, pulled } = slowlyPullingDriver();
    const { session } = kept(opened(driver, { lesson: { ...FETCHING, images: [] } }));
    await session.start();
    await session.changeLesson(FETCHING);
    await session.reset();
    await vi.waitFor(() => expect(pulled).toEqual(["fake-2 nginx"]));
  });

  it("are not fetched again by a server that takes the machine over", async () => {
    const driver = createFakeDriver();
    const sandbox = await driver.create({ owner: "s1" });
    const engine = createEngineClient(() => sandbox.connectEngine());
    const get = vi.fn(engine.get);
    const { session } = kept(
      opened(driver, { lesson: FETCHING, createEngineClient: () => ({ ...engine, get }) }),
    );
    await session.adopt(sandbox);
    expect(get).toHaveBeenCalled();
    expect(get).not.toHaveBeenCalledWith(expect.stringContaining("/images/"));
  });
});

describe("recordings", () => {
  it("are marked with a task's title when it passes, in every open terminal and once", async () => {
    const marks: string[] = [];
    const recordings = memorySessionRecordings({ mark: (label) => void marks.push(label) });
    const { session, answers } = kept(opened(createFakeDriver(), { recordings }));
    await session.start();
    await session.openTerminal(SIZE);
    await session.openTerminal(SIZE);
    await session.look(TASK);
    expect(marks).toEqual([]);
    answers.result = { status: "passed" };
    await session.look(TASK);
    await session.look(TASK);
    expect(marks).toEqual(["The first task", "The first task"]);
  });

  it("end with the session, also when its machine cannot be removed", async () => {
    const end = vi.fn(async () => {});
    const good = createFakeDriver();
    const driver: SandboxDriver = {
      ...good,
      async create(...args) {
        const sandbox = await good.create(...args);
        return Object.assign(Object.create(sandbox), {
          destroy: async () => {
            throw new Error("the engine is busy");
          },
        });
      },
    };
    const { session } = kept(opened(driver, { recordings: { ...memorySessionRecordings(), end } }));
    await session.start();
    await expect(session.end("expired")).rejects.toThrow("busy");
    expect(end).toHaveBeenCalledOnce();
  });
});

describe("a task that is judged by its answer alone", () => {
  const QUIZ = "quiz" as TaskId;
  const explanations = [{ id: "kernel", right: true, say: "Yes." }];
  const wrong: CheckResult = { status: "not-yet", found: "x", expected: "kernel", next: "Look again." };
  const judge = (answer: string) => (answer === "kernel" ? ({ status: "passed" } as const) : wrong);
  const asking = (): Partial<SessionParts> => ({
    lesson: {
      files: {},
      images: [],
      tasks: [
        {
          id: QUIZ,
          title: "A quiz",
          check: { watches: [], judge, run: neverRun },
          asksForAnswer: true,
          explanations,
        },
        {
          id: TASK,
          title: "A question",
          check: { watches: [], run: async () => wrong },
          asksForAnswer: true,
        },
      ],
    },
  });
  const neverRun = async () => {
    throw new Error("it was looked at on a machine");
  };

  it("is answered while the machine is still being made, and is still so once there is one", async () => {
    const { driver, release } = slowDriver();
    const { session, tasks, passes } = kept(opened(driver, asking()));
    const started = session.start();
    expect(await session.look(QUIZ, "files")).toEqual({ taskId: QUIZ, ...wrong });
    expect(JSON.stringify([tasks, await session.tasks()])).not.toContain("Yes.");
    await expect(session.look(TASK, "files")).rejects.toMatchObject({ code: "not-ready" });
    const passed = { taskId: QUIZ, status: "passed", explanations, passedAt: expect.any(String) };
    expect(await session.look(QUIZ, "kernel")).toEqual(passed);
    expect(tasks.at(-1)).toEqual(passed);
    expect([...passes.keys()]).toEqual([QUIZ]);
    release();
    await started;
    expect((await session.tasks()).find(({ taskId }) => taskId === QUIZ)).toEqual(passed);
    expect(await session.look(QUIZ, "files")).toEqual(passed);
  });

  it("is answered after the machine has ended", async () => {
    const { session } = kept(opened(createFakeDriver(), asking()));
    await session.start();
    await session.end("expired");
    expect(await session.look(QUIZ, "kernel")).toMatchObject({ status: "passed" });
  });

  it("says that a right answer could not be written down, and takes it again", async () => {
    let broken = true;
    const recordPass = async () => {
      if (broken) throw new Error("disk full");
      return new Date();
    };
    const { session } = kept(opened(createFakeDriver(), { ...asking(), recordPass }));
    expect(await session.look(QUIZ, "kernel")).toMatchObject({
      status: "unavailable",
      reason: expect.stringMatching(/right, but it could not be written down/),
    });
    broken = false;
    expect(await session.look(QUIZ, "kernel")).toMatchObject({ status: "passed" });
  });
});

describe("a machine that dies", () => {
  it("is told as gone, with the shells ended and nothing left of it", async () => {
    const { driver, kill } = dyingDriver();
    const { session, states } = kept(opened(driver));
    await session.start();
    await session.openTerminal(SIZE);
    await kill();
    await vi.waitFor(() => expect(session.state.status).toBe("failed"));
    expect(states.at(-1)).toMatchObject({ code: "sandbox-gone", message: expect.stringMatching(/progress/) });
    expect(session.terminalIds).toEqual([]);
    await session.start();
    expect(session.state.status).toBe("ready");
  });

  it("is noticed by the next shell when none was open", async () => {
    const { driver, kill } = dyingDriver();
    const { session } = kept(opened(driver));
    await session.start();
    await kill();
    await expect(session.openTerminal(SIZE)).rejects.toMatchObject({ code: "sandbox-gone" });
    await vi.waitFor(() => expect(session.state).toMatchObject({ status: "failed", code: "sandbox-gone" }));
  });

  it("is not confused with a shell that ends", async () => {
    const { session } = kept(opened(createFakeDriver()));
    await session.start();
    const terminal = await session.openTerminal(SIZE);
    const { promise: exited, resolve } = Promise.withResolvers<number>();
    terminal.attach({ send: () => {}, shared: () => {}, exited: resolve }, 0);
    terminal.write("exit 4\r");
    expect(await exited).toBe(4);
    await turn();
    expect(session.state.status).toBe("ready");
    expect(session.terminalIds).toEqual([]);
  });
});

describe("shells", () => {
  it("are at most so many, also when all are asked for at once", async () => {
    const { session } = kept(opened(createFakeDriver()));
    await session.start();
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => session.openTerminal(SIZE)));
    const refused = asked.filter((answer) => answer.status === "rejected");
    expect(session.terminalIds).toHaveLength(MAX_TERMINALS);
    expect(new Set(session.terminalIds).size).toBe(MAX_TERMINALS);
    expect(refused).toHaveLength(20 - MAX_TERMINALS);
    expect(refused[0]?.reason).toMatchObject({ code: "too-many" });
  });

  it("outlive their viewers", async () => {
    const { session } = kept(opened(createFakeDriver()));
    await session.start();
    const terminal = await session.openTerminal(SIZE);
    const viewer = { send: () => {}, shared: () => {}, exited: () => {} };
    terminal.attach(viewer, 0);
    session.detachEverywhere(viewer);
    terminal.write("echo still here\r");
    await vi.waitFor(async () =>
      expect((await terminal.attach(viewer, 0)).data).toContain("\r\nstill here\r\n"),
    );
    expect(session.terminal(terminal.id)).toBe(terminal);
  });
});

describe("ending", () => {
  it("tells viewers that the machine made room for another", async () => {
    const driver = createFakeDriver();
    const { session, states } = kept(opened(driver));
    await session.start();
    await session.end("closed");
    await session.end("closed");
    expect(states.at(-1)).toMatchObject({ status: "failed", code: "sandbox-gone" });
    expect(states.at(-1)).toHaveProperty("message", expect.stringContaining("another lesson"));
    expect(await machines(driver)).toBe(0);
  });

  it("leaves the machine alone when the server only lets go", async () => {
    const driver = createFakeDriver();
    const { session, states } = opened(driver);
    await session.start();
    const before = states.length;
    session.release();
    expect(await machines(driver)).toBe(1);
    expect(states).toHaveLength(before);
  });
});

describe("an engine that stops", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is told while it lasts, and says nothing about the learner's work", async () => {
    const { driver, stop, start } = engineStoppingDriver();
    const { session, tasks, logged } = kept(opened(driver));
    const heard: (readonly string[])[] = [];
    session.subscribe({
      onState: () => {},
      onTask: () => {},
      onNotices: (notices) => heard.push(notices.map(({ kind }) => kind)),
    });
    await session.start();
    await vi.advanceTimersByTimeAsync(100);
    expect(tasks.at(-1)?.status).toBe("not-yet");

    stop();
    await vi.advanceTimersByTimeAsync(7_000);
    expect(session.notices).toMatchObject([{ kind: "engine", message: expect.stringContaining("stopped") }]);
    expect(tasks.at(-1)).toMatchObject({ status: "unavailable", reason: expect.stringContaining("Engine") });

    start();
    await vi.advanceTimersByTimeAsync(7_000);
    expect(session.notices).toEqual([]);
    expect(heard).toEqual([["engine"], []]);
    expect(tasks.at(-1)?.status).toBe("not-yet");
    expect(logged.filter((line) => line.includes("an engine stopped"))).toHaveLength(1);
  });
});

describe("a machine that cannot be removed", () => {
  it("is left to the reaper when the session has failed", async () => {
    const { driver, is } = clingingDriver();
    const { session } = kept(opened(driver));
    await session.start();
    expect(session.owners).toContain("s1");
    await session.reset();
    expect(session.state.status).toBe("failed");
    expect(session.owners).toEqual([]);
    is.stuck = false;
    await session.start();
    expect(session.owners).toContain("s1");
  });

  it("is removed as soon as it can be, when another has taken its place at once", async () => {
    vi.useFakeTimers();
    const { driver, is } = clingingDriver();
    const waiting = createFakeDriver();
    const warm = await waiting.create({ owner: "pool-1" });
    const shell = await warm.openTerminal(SIZE);
    let claims = 0;
    const { session, logged } = kept(
      opened(driver, { claimWarm: () => (claims++ === 0 ? undefined : { sandbox: warm, shell }) }),
    );
    await session.start();
    await session.reset();
    expect(session.sandboxId).toBe(warm.id);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await machines(driver)).toBe(1);
    is.stuck = false;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await machines(driver)).toBe(0);
    expect(logged).toEqual(["session s1: its old machine could not be removed yet"]);
    vi.useRealTimers();
  });
});
