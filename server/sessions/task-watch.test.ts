import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Check, EngineTopic } from "../checks/check.ts";
import type { CheckResult, TaskState } from "../protocol/check-result.ts";
import type { TaskId } from "../protocol/ids.ts";
import type { Sandbox } from "../sandbox/driver.ts";
import type { EngineClient } from "../sandbox/engine-client.ts";
import { TaskWatch, type WatchedTask } from "./task-watch.ts";

const NOT_YET: CheckResult = { status: "not-yet", found: "nothing", expected: "something", next: "try" };
const PASSED: CheckResult = { status: "passed" };
const AT = new Date("2026-01-01T10:00:00.000Z");

/** A check that answers what the test says, and counts how often it looked. */
function scriptedCheck(...watches: EngineTopic[]) {
  const check = {
    watches,
    looks: 0,
    answers: [] as (string | undefined)[],
    result: NOT_YET as CheckResult | Promise<CheckResult>,
    /** What it asks the engine. */
    question: undefined as string | undefined,
    async run({ answer, engine }: { answer?: string; engine: EngineClient }) {
      if (check.question !== undefined) await engine.get(check.question);
      check.looks += 1;
      check.answers.push(answer);
      return check.result;
    },
  };
  return check;
}

/** An engine whose event streams are in the test's hands. */
function scriptedEngine() {
  const streams: { path: string; event: (event: unknown) => void; end: () => void; disposed: boolean }[] = [];
  const asked: string[] = [];
  const engine: EngineClient = {
    get: async (path) => void asked.push(path),
    follow(path, onEvent, onEnd) {
      const stream = { path, event: onEvent, end: () => onEnd(), disposed: false };
      streams.push(stream);
      return {
        dispose: () => {
          stream.disposed = true;
        },
      };
    },
  };
  return { engine, asked, streams, event: (event: unknown) => streams.at(-1)?.event(event) };
}

type Scripted = ReturnType<typeof scriptedCheck>;

function watching(
  checks: Record<string, Scripted>,
  options: {
    asks?: string[];
    passed?: string[];
    explanations?: WatchedTask["explanations"];
    recordPass?: (id: TaskId) => Promise<Date>;
  } = {},
) {
  const script = scriptedEngine();
  const states: TaskState[] = [];
  const recorded: string[] = [];
  const tasks: WatchedTask[] = Object.entries(checks).map(([id, check]) => ({
    id: id as TaskId,
    title: id,
    check: check as Check,
    asksForAnswer: options.asks?.includes(id) ?? false,
    ...(options.explanations && { explanations: options.explanations }),
  }));
  const watch = new TaskWatch({
    sandbox: {} as Sandbox,
    engine: script.engine,
    tasks,
    passed: new Set(options.passed as TaskId[] | undefined),
    runCheck: (check, context) => check.run(context),
    recordPass:
      options.recordPass ??
      (async (id) => {
        recorded.push(id);
        return AT;
      }),
    onState: (state) => states.push(state),
  });
  return { ...script, watch, states, recorded };
}

const settle = () => vi.advanceTimersByTimeAsync(200);
const of = (states: TaskState[], id: string) =>
  states.filter(({ taskId }) => taskId === id).map(({ status }) => status);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("looking", () => {
  it("looks at every task once at the start, and tells what it found", async () => {
    const a = scriptedCheck("container");
    const b = scriptedCheck();
    const { watch, states } = watching({ a, b });
    watch.start();
    await settle();
    expect([a.looks, b.looks]).toEqual([1, 1]);
    expect(states).toEqual([
      { taskId: "a", ...NOT_YET },
      { taskId: "b", ...NOT_YET },
    ]);
    expect(watch.stateOf("a" as TaskId)).toEqual({ taskId: "a", ...NOT_YET });
    watch.dispose();
  });

  it("asks the engine once for tasks that are looked at together", async () => {
    const [a, b] = [scriptedCheck("container"), scriptedCheck("container")];
    a.question = "/containers/json?all=1";
    b.question = a.question;
    const { watch, asked, event } = watching({ a, b });
    watch.start();
    await settle();
    expect(asked).toHaveLength(1);
    event({ Type: "container", Action: "start" });
    await settle();
    expect(asked).toHaveLength(2);
    watch.dispose();
  });

  it("looks again only at what an event can have changed", async () => {
    const containers = scriptedCheck("container");
    const images = scriptedCheck("image", "volume");
    const files = scriptedCheck();
    const { watch, event } = watching({ containers, images, files });
    watch.start();
    await settle();
    event({ Type: "image", Action: "pull" });
    await settle();
    expect([containers.looks, images.looks, files.looks]).toEqual([1, 2, 1]);
    event({ Type: "container", Action: "start" });
    await settle();
    expect([containers.looks, images.looks, files.looks]).toEqual([2, 2, 1]);
    watch.dispose();
  });

  it.each([[null], ["text"], [7], [{}], [{ Type: "daemon" }], [{ Type: { toString: "container" } }], [[]]])(
    "passes over an event that says nothing: %j",
    async (nothing) => {
      const a = scriptedCheck("container", "image", "network", "volume");
      const { watch, event } = watching({ a });
      watch.start();
      await settle();
      event(nothing);
      await settle();
      expect(a.looks).toBe(1);
      watch.dispose();
    },
  );

  it("makes one look of a burst, and one more for what came while looking", async () => {
    const a = scriptedCheck("container");
    const { watch, event } = watching({ a });
    watch.start();
    await settle();
    for (let i = 0; i < 100; i++) event({ Type: "container" });
    await settle();
    expect(a.looks).toBeLessThanOrEqual(3);
    expect(a.looks).toBeGreaterThan(1);
    watch.dispose();
  });

  it("never misses the last event of a burst", async () => {
    const a = scriptedCheck("container");
    const { watch, event, states } = watching({ a });
    watch.start();
    await settle();
    event({ Type: "container" });
    await turn();
    a.result = PASSED;
    event({ Type: "container" });
    await settle();
    expect(of(states, "a")).toEqual(["not-yet", "passed"]);
    watch.dispose();
  });

  it("looks at everything when a command has ended", async () => {
    const a = scriptedCheck("container");
    const b = scriptedCheck();
    const { watch } = watching({ a, b });
    watch.start();
    await settle();
    watch.commandEnded();
    await settle();
    expect([a.looks, b.looks]).toEqual([2, 2]);
    watch.dispose();
  });

  it("looks again every few seconds, but only while somebody watches", async () => {
    const a = scriptedCheck();
    const { watch } = watching({ a });
    watch.start();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(a.looks).toBe(1);
    watch.setWatched(true);
    watch.setWatched(true);
    await vi.advanceTimersByTimeAsync(10_500);
    expect(a.looks).toBe(4);
    watch.setWatched(false);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(a.looks).toBe(4);
    watch.dispose();
  });

  it("sees a task done while another's check takes long", async () => {
    const slow = scriptedCheck("container");
    slow.result = new Promise(() => {});
    const fast = scriptedCheck("container");
    const { watch, event, states } = watching({ slow, fast });
    watch.start();
    await settle();
    fast.result = PASSED;
    event({ Type: "container" });
    await settle();
    expect(of(states, "fast")).toEqual(["not-yet", "passed"]);
    for (let i = 0; i < 10; i++) {
      event({ Type: "container" });
      await settle();
    }
    expect(slow.looks).toBe(1);
    watch.dispose();
  });

  it("tells only what changed", async () => {
    const a = scriptedCheck();
    const { watch, states } = watching({ a });
    watch.start();
    await settle();
    watch.commandEnded();
    await settle();
    a.result = { ...NOT_YET, found: "something else" } as CheckResult;
    watch.commandEnded();
    await settle();
    expect(of(states, "a")).toEqual(["not-yet", "not-yet"]);
    watch.dispose();
  });

  it("tells 'could not look' apart from 'not done yet'", async () => {
    const a = scriptedCheck();
    a.result = { status: "unavailable", code: "engine-unreachable", reason: "no engine" };
    const { watch, states } = watching({ a });
    watch.start();
    await settle();
    a.result = NOT_YET;
    watch.commandEnded();
    await settle();
    expect(states).toEqual([
      { taskId: "a", status: "unavailable", reason: "no engine" },
      { taskId: "a", ...NOT_YET },
    ]);
    watch.dispose();
  });
});

describe("passing", () => {
  it("tells a pass once, and never looks at it again", async () => {
    const a = scriptedCheck("container");
    a.result = PASSED;
    const { watch, states, recorded, event } = watching({ a });
    watch.start();
    watch.setWatched(true);
    await settle();
    event({ Type: "container" });
    watch.commandEnded();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(a.looks).toBe(1);
    expect(recorded).toEqual(["a"]);
    expect(states).toEqual([{ taskId: "a", status: "passed", passedAt: AT.toISOString() }]);
    watch.dispose();
  });

  it("does not look at what was passed before", async () => {
    const a = scriptedCheck();
    const { watch } = watching({ a }, { passed: ["a"] });
    watch.start();
    watch.setWatched(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(a.looks).toBe(0);
    watch.dispose();
  });

  it("records once when two looks see it at the same time", async () => {
    const { promise, resolve } = Promise.withResolvers<CheckResult>();
    const a = scriptedCheck();
    a.result = promise;
    const { watch, states, recorded } = watching({ a });
    watch.start();
    const looked = watch.look("a" as TaskId);
    resolve(PASSED);
    expect(await looked).toMatchObject({ status: "passed" });
    await settle();
    expect(recorded).toEqual(["a"]);
    expect(of(states, "a")).toEqual(["passed"]);
    watch.dispose();
  });

  it("answers a look with the pass that is being written down, not with what was before", async () => {
    const { promise, resolve } = Promise.withResolvers<Date>();
    const a = scriptedCheck();
    a.result = PASSED;
    const { watch } = watching({ a }, { recordPass: () => promise });
    watch.start();
    await settle();
    const looked = watch.look("a" as TaskId);
    resolve(AT);
    expect(await looked).toMatchObject({ status: "passed" });
    watch.dispose();
  });

  it("says so when a pass cannot be written down, and tries again", async () => {
    const a = scriptedCheck();
    a.result = PASSED;
    let broken = true;
    const { watch, states } = watching(
      { a },
      { recordPass: async () => (broken ? Promise.reject(new Error("disk full")) : AT) },
    );
    watch.start();
    watch.setWatched(true);
    await settle();
    expect(of(states, "a")).toEqual(["unavailable"]);
    broken = false;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(of(states, "a")).toEqual(["unavailable", "passed"]);
    watch.dispose();
  });
});

describe("a pass that waits to be written down", () => {
  it("is said to be kept, is not looked for again, and ticks once it is written", async () => {
    const { promise, resolve } = Promise.withResolvers<Date>();
    const a = scriptedCheck();
    a.result = PASSED;
    const { watch, states } = watching({ a }, { recordPass: () => promise });
    watch.start();
    watch.setWatched(true);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(of(states, "a")).toEqual(["unavailable"]);
    expect(watch.stateOf("a" as TaskId)).toHaveProperty("reason", expect.stringContaining("It is kept"));

    // Undone meanwhile: it was right when it was seen.
    a.result = { status: "not-yet", found: "gone", expected: "web", next: "Start it." };
    const looks = a.looks;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(a.looks).toBe(looks);
    resolve(AT);
    await settle();
    expect(of(states, "a")).toEqual(["unavailable", "passed"]);
    watch.dispose();
  });
});

describe("asking", () => {
  it("looks at a task with an answer only when there is one", async () => {
    const a = scriptedCheck("container");
    const { watch, event } = watching({ a }, { asks: ["a"] });
    watch.start();
    watch.setWatched(true);
    event({ Type: "container" });
    watch.commandEnded();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(a.looks).toBe(0);
    expect(await watch.look("a" as TaskId, "42")).toMatchObject({ status: "not-yet" });
    a.result = PASSED;
    expect(await watch.look("a" as TaskId, "43")).toMatchObject({ status: "passed" });
    expect(a.answers).toEqual(["42", "43"]);
    watch.dispose();
  });

  it("explains the answer with the pass, and not before", async () => {
    const quiz = scriptedCheck();
    const explanations = [{ id: "kernel", right: true, say: "Yes." }];
    const { watch, states } = watching({ quiz }, { asks: ["quiz"], explanations });
    watch.start();
    await watch.look("quiz" as TaskId, "files");
    expect(JSON.stringify(states)).not.toContain("Yes.");
    quiz.result = PASSED;
    expect(await watch.look("quiz" as TaskId, "kernel")).toMatchObject({ status: "passed", explanations });
    watch.dispose();
  });

  it("knows no task of another name", async () => {
    const { watch } = watching({ a: scriptedCheck() });
    expect(await watch.look("b" as TaskId)).toBeUndefined();
    watch.dispose();
  });

  it("runs one look of a task at a time, however many are asked for", async () => {
    const a = scriptedCheck();
    let inside = 0;
    let most = 0;
    a.run = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inside -= 1;
      return NOT_YET;
    };
    const { watch } = watching({ a });
    watch.start();
    const looks = Promise.all(Array.from({ length: 50 }, () => watch.look("a" as TaskId)));
    await vi.advanceTimersByTimeAsync(5_000);
    await looks;
    expect(most).toBe(1);
    watch.dispose();
  });
});

describe("following the engine", () => {
  it("asks for the topics of checks only", () => {
    const { watch, streams } = watching({ a: scriptedCheck() });
    watch.start();
    expect(decodeURIComponent(streams[0]?.path ?? "")).toBe(
      '/events?filters={"type":["container","image","network","volume"]}',
    );
    watch.dispose();
  });

  it("follows again after the stream ends, and looks at what it may have missed", async () => {
    const a = scriptedCheck("container");
    const { watch, streams, event } = watching({ a });
    watch.start();
    await settle();
    streams[0]?.end();
    expect(streams).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(streams).toHaveLength(2);
    expect(a.looks).toBe(2);
    event({ Type: "container" });
    await settle();
    expect(a.looks).toBe(3);
    watch.dispose();
  });

  it("stops everything when disposed, also what was under way", async () => {
    const { promise, resolve } = Promise.withResolvers<CheckResult>();
    const a = scriptedCheck("container");
    const { watch, streams, states, recorded } = watching({ a });
    watch.start();
    watch.setWatched(true);
    await settle();
    a.result = promise;
    watch.commandEnded();
    streams[0]?.end();
    watch.dispose();
    resolve(PASSED);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(streams).toHaveLength(1);
    expect(of(states, "a")).toEqual(["not-yet"]);
    expect(recorded).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not start again when it is told of watchers after its end", () => {
    const { watch } = watching({ a: scriptedCheck() });
    watch.start();
    watch.dispose();
    watch.setWatched(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
