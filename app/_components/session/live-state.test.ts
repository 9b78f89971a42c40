import { expect, it } from "vitest";
import type { SessionState } from "../../../server/protocol/session-state.ts";
import { isReady, nextState, startingState } from "./live-state.ts";

const ready: SessionState = {
  status: "ready",
  expiresAt: "2030-01-01T00:00:00.000Z",
  leftMs: 3_600_000,
  readyAfterMs: 1400,
  machine: {
    hostname: "lab",
    operatingSystem: "Debian 13",
    engineVersion: "26.1.5",
    memoryMb: 1024,
    cpus: 1,
    processes: 1024,
  },
};
const creating = (phase: "machine" | "engine", elapsedMs: number): SessionState => ({
  status: "creating",
  phase,
  elapsedMs,
  usualMs: 1500,
});
const notYet = (found: string) => ({
  taskId: "run-one",
  status: "not-yet" as const,
  found,
  expected: "a container",
  next: "docker run",
});
const start = startingState([{ taskId: "done-before" }]);
const shells = (...ids: string[]) =>
  ids.map((terminalId) => ({ terminalId, name: `Terminal ${terminalId}` }));
const open = (state: SessionState, ids: readonly string[] = []) =>
  nextState(start, {
    type: "opened",
    snapshot: { state, tasks: [], terminals: shells(...ids), notices: [] },
    at: 0,
  });

it("knows earlier passes before the server speaks", () => {
  expect(start.tasks["done-before"]?.state.status).toBe("passed");
});

it("opens a terminal when the machine becomes ready, and only then", () => {
  const making = open(creating("machine", 100));
  expect([making.tabs.list.length, making.attachment]).toEqual([0, 0]);
  const made = nextState(making, { type: "machine", state: ready, at: 1 });
  expect([isReady(made), made.tabs.list.length, made.attachment]).toEqual([true, 1, 1]);
  const extended = nextState(made, { type: "machine", state: ready, at: 2 });
  expect(extended.attachment).toBe(1);
  expect(extended.tabs).toBe(made.tabs);
});

it("opens the same terminals again after a reconnection", () => {
  const first = open(ready, ["t1", "t2"]);
  const lost = nextState(first, { type: "lost" });
  const back = nextState(lost, {
    type: "opened",
    snapshot: { state: ready, tasks: [], terminals: shells("t1", "t2"), notices: [] },
    at: 9,
  });
  expect(back.connection).toBe("live");
  expect(back.tabs).toEqual(first.tabs);
  expect(back.attachment).toBe(first.attachment + 1);
});

it("shows what has to be known about the machine, and no longer than it is so", () => {
  const notice = { kind: "engine", message: "It stopped." } as const;
  const troubled = nextState(open(ready), { type: "notices", notices: [notice] });
  expect(troubled.notices).toEqual([notice]);
  const snapshot = { state: ready, tasks: [], terminals: [], notices: [] };
  expect(nextState(troubled, { type: "opened", snapshot, at: 9 }).notices).toEqual([]);
  expect(nextState(troubled, { type: "notices", notices: [] }).notices).toEqual([]);
});

it("gives a reset machine new tabs", () => {
  const first = open(ready, ["t1", "t2"]);
  const resetting = nextState(first, {
    type: "machine",
    state: { status: "resetting", elapsedMs: 0, usualMs: 900 },
    at: 1,
  });
  expect(resetting.tabs).toBe(first.tabs);
  const again = nextState(resetting, { type: "machine", state: ready, at: 2 });
  expect(again.tabs.list.map((tab) => tab.terminalId)).toEqual([undefined]);
});

it("remembers how long the machine took while its engine starts", () => {
  const engine = nextState(open(creating("machine", 50)), {
    type: "machine",
    state: creating("engine", 210),
    at: 1,
  });
  const later = nextState(engine, { type: "machine", state: creating("engine", 900), at: 2 });
  expect([engine.machine?.machineMs, later.machine?.machineMs]).toEqual([210, 210]);
});

it("tells a first answer from one that the learner has moved", () => {
  const first = nextState(start, { type: "task", state: notYet("no container") });
  expect(first.tasks["run-one"]?.moved).toBe(false);
  const same = nextState(first, { type: "task", state: notYet("no container") });
  expect(same.tasks["run-one"]?.moved).toBe(false);
  const moved = nextState(same, { type: "task", state: notYet("a container that exited") });
  expect(moved.tasks["run-one"]?.moved).toBe(true);
});

it("counts an answer that was asked for as moved", () => {
  const asked = nextState(start, { type: "task", state: notYet("wrong"), asked: true });
  expect(asked.tasks["run-one"]?.moved).toBe(true);
});

it("shows a terminal that another window has opened, and none that it has closed", () => {
  const first = open(ready, ["t1"]);
  const more = nextState(first, { type: "terminals", terminals: shells("t1", "t2") });
  expect(more.tabs.list.map((tab) => tab.terminalId)).toEqual(["t1", "t2"]);
  expect(more.tabs.active).toBe(first.tabs.active);
  const less = nextState(more, { type: "terminals", terminals: shells("t2"), closed: "t1" });
  expect(less.tabs.list.map((tab) => tab.terminalId)).toEqual(["t2"]);
  expect(less.tabs.active).toBe(less.tabs.list[0]?.key);
});

it("opens the lesson's own terminals on a machine that has none", () => {
  const named = startingState([], ["server", "client"]);
  const made = nextState(named, { type: "machine", state: ready, at: 1 });
  expect(made.tabs.list.map(({ name, wanted }) => [name, wanted])).toEqual([
    ["server", "server"],
    ["client", "client"],
  ]);
});
