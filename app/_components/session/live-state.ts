import type { TaskState } from "../../../server/protocol/check-result.ts";
import type { SessionSnapshot, TerminalView } from "../../../server/protocol/events.ts";
import type { ReplyError } from "../../../server/protocol/reply.ts";
import type { SessionNotice } from "../../../server/protocol/session-notice.ts";
import { atHand, type SessionState } from "../../../server/protocol/session-state.ts";
import type { PassView } from "../../_lib/lesson-view-model.ts";
import {
  addTab,
  adoptTerminals,
  changeTab,
  closeTab,
  freshTabs,
  nameTab,
  noTabs,
  selectTab,
  syncTabs,
  type TerminalTabs,
} from "./terminal-tabs.ts";

export type Connection = "connecting" | "live" | "lost";

/** The machine as last told. `receivedAt`: the page's clock (performance.now), in milliseconds. */
export interface Machine {
  readonly state: SessionState;
  readonly receivedAt: number;
  /** While its engine starts: how long the machine itself took, in milliseconds. */
  readonly machineMs: number | undefined;
}

/** A pass that the page came with. */
type EarlierPass = PassView & { readonly status: "passed" };

export interface TaskEntry {
  readonly state: TaskState | EarlierPass;
  /** The answer has changed, or was asked for, since this page first heard of the task. */
  readonly moved: boolean;
}

export interface LiveState {
  readonly connection: Connection;
  /** `undefined`: nothing told yet. */
  readonly machine: Machine | undefined;
  readonly tasks: Readonly<Record<string, TaskEntry>>;
  readonly tabs: TerminalTabs;
  /** Names of the terminals that the lesson opens on a new machine. */
  readonly lessonTerminals: readonly string[];
  /** Grows each time terminals must be opened, for the first time or again. */
  readonly attachment: number;
  /** What has to be known about the machine at this moment. */
  readonly notices: readonly SessionNotice[];
  /** Since when files of an earlier machine wait for this one: ISO 8601. */
  readonly filesKeptAt: string | undefined;
  /** A message of ours that the server refused. */
  readonly refusal: ReplyError | undefined;
}

export type LiveEvent =
  | { readonly type: "lost" }
  | { readonly type: "opened"; readonly snapshot: SessionSnapshot; readonly at: number }
  | { readonly type: "machine"; readonly state: SessionState; readonly at: number }
  | { readonly type: "task"; readonly state: TaskState; readonly asked?: boolean }
  | { readonly type: "notices"; readonly notices: readonly SessionNotice[] }
  | { readonly type: "files-settled" }
  | { readonly type: "refused"; readonly error: ReplyError | undefined }
  | {
      readonly type: "terminals";
      readonly terminals: readonly TerminalView[];
      readonly closed?: string | undefined;
    }
  | { readonly type: "tab-added"; readonly name?: string; readonly first?: string }
  | { readonly type: "tab-typed"; readonly key: number }
  | { readonly type: "tab-failed"; readonly key: number }
  | { readonly type: "tab-closed"; readonly key: number }
  | { readonly type: "tab-selected"; readonly key: number }
  | { readonly type: "tab-named"; readonly key: number; readonly terminalId: string | undefined };

/** Before the first word from the server, tasks that the learner has passed earlier are known. */
export function startingState(
  passed: readonly PassView[],
  lessonTerminals: readonly string[] = [],
): LiveState {
  const tasks = passed.map((pass) => [
    pass.taskId,
    { state: { ...pass, status: "passed" as const }, moved: false },
  ]);
  return {
    connection: "connecting",
    machine: undefined,
    tasks: Object.fromEntries(tasks),
    tabs: noTabs,
    lessonTerminals,
    attachment: 0,
    notices: [],
    filesKeptAt: undefined,
    refusal: undefined,
  };
}

/** There is a machine to work on; a frozen one wakes at the next key. */
export function isReady(live: LiveState): boolean {
  return atHand(live.machine?.state) !== undefined;
}

/** Ids of the tasks that have ticked between two states of which both have heard from the server. */
export function newlyPassed(before: LiveState, after: LiveState): readonly string[] {
  if (!before.machine) return [];
  return Object.keys(after.tasks).filter(
    (id) => after.tasks[id]?.state.status === "passed" && before.tasks[id]?.state.status !== "passed",
  );
}

export function nextState(live: LiveState, event: LiveEvent): LiveState {
  switch (event.type) {
    case "lost":
      return { ...live, connection: "lost" };
    case "opened":
      return opened(live, event.snapshot, event.at);
    case "machine":
      return machineChanged(live, event.state, event.at);
    case "task":
      return { ...live, tasks: withTask(live.tasks, event.state, event.asked) };
    case "notices":
      return { ...live, notices: event.notices };
    case "files-settled":
      return { ...live, filesKeptAt: undefined };
    case "refused":
      return { ...live, refusal: event.error };
    case "tab-added":
      return { ...live, tabs: addTab(live.tabs, event) };
    case "terminals":
      // Before its terminals are opened a page has no tabs to bring up to date.
      if (live.tabs.list.length === 0) return live;
      return { ...live, tabs: syncTabs(live.tabs, event.terminals, event.closed) };
    case "tab-typed":
      return { ...live, tabs: changeTab(live.tabs, event.key, { first: undefined }) };
    case "tab-failed":
      return { ...live, tabs: changeTab(live.tabs, event.key, { failed: true }) };
    case "tab-closed":
      return { ...live, tabs: closeTab(live.tabs, event.key) };
    case "tab-selected":
      return { ...live, tabs: selectTab(live.tabs, event.key) };
    case "tab-named":
      return { ...live, tabs: nameTab(live.tabs, event.key, event.terminalId) };
  }
}

function opened(live: LiveState, snapshot: SessionSnapshot, at: number): LiveState {
  const ready = atHand(snapshot.state) !== undefined;
  return {
    ...live,
    connection: "live",
    machine: machineWith(live.machine, snapshot.state, at),
    notices: snapshot.notices,
    filesKeptAt: snapshot.filesKeptAt,
    tasks: snapshot.tasks.reduce((tasks, task) => withTask(tasks, task), live.tasks),
    tabs: ready ? adoptTerminals(live.tabs, snapshot.terminals, live.lessonTerminals) : live.tabs,
    attachment: ready ? live.attachment + 1 : live.attachment,
  };
}

function machineChanged(live: LiveState, state: SessionState, at: number): LiveState {
  const becomesReady = atHand(state) !== undefined && !isReady(live);
  return {
    ...live,
    machine: machineWith(live.machine, state, at),
    tabs: becomesReady ? freshTabs(live.tabs, [], live.lessonTerminals) : live.tabs,
    attachment: becomesReady ? live.attachment + 1 : live.attachment,
  };
}

function machineWith(before: Machine | undefined, state: SessionState, at: number): Machine {
  return { state, receivedAt: at, machineMs: machineTime(before, state) };
}

function machineTime(before: Machine | undefined, state: SessionState): number | undefined {
  if (state.status !== "creating" || state.phase !== "engine") return undefined;
  const wasEngine = before?.state.status === "creating" && before.state.phase === "engine";
  return wasEngine ? before.machineMs : state.elapsedMs;
}

function withTask(tasks: LiveState["tasks"], state: TaskState, asked = false): LiveState["tasks"] {
  const before = tasks[state.taskId];
  const changed = before !== undefined && before.state.status !== "todo" && !sameAnswer(before.state, state);
  return { ...tasks, [state.taskId]: { state, moved: asked || changed || (before?.moved ?? false) } };
}

function sameAnswer(one: TaskEntry["state"], other: TaskState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
