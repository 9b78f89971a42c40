import { expect, it } from "vitest";
import {
  addTab,
  adoptTerminals,
  changeTab,
  closeTab,
  freshTabs,
  nameTab,
  noTabs,
  placeAfterMove,
  syncTabs,
} from "./terminal-tabs.ts";

const shown = (tabs: typeof noTabs) => tabs.list.map((tab) => `${tab.name}: ${tab.terminalId ?? "new"}`);
const view = (terminalId: string, name: string) => ({ terminalId, name });
const one = view("t1", "Terminal 1");
const two = view("t2", "Terminal 2");
const three = view("t3", "Terminal 3");

it("opens one terminal on a machine that has none, by the name that every window asks for", () => {
  const tabs = freshTabs(noTabs, []);
  expect(shown(tabs)).toEqual(["Terminal 1: new"]);
  expect(tabs.list[0]?.wanted).toBe("Terminal 1");
  expect(tabs.active).toBe(tabs.list[0]?.key);
});

it("shows every terminal that a machine has, rather than the lesson's own", () => {
  const tabs = freshTabs(noTabs, [one, view("t4", "web")], ["server"]);
  expect(shown(tabs)).toEqual(["Terminal 1: t1", "web: t4"]);
});

it("keeps tabs over a reconnection, also one that was being opened", () => {
  const tabs = addTab(freshTabs(noTabs, [one]));
  expect(shown(adoptTerminals(tabs, [one]))).toEqual(shown(tabs));
  expect(shown(adoptTerminals(tabs, [one, two]))).toEqual(["Terminal 1: t1", "Terminal 2: t2"]);
});

it("starts anew, with new keys, when none of its terminals is there any more", () => {
  const tabs = freshTabs(noTabs, [one, two]);
  const after = adoptTerminals(tabs, []);
  expect(shown(after)).toEqual(["Terminal 1: new"]);
  expect(tabs.list.map((tab) => tab.key)).not.toContain(after.list[0]?.key);
});

it("brings the neighbour to the front when a tab is closed, and reuses its name", () => {
  const tabs = freshTabs(noTabs, [one, two, three]);
  const second = tabs.list[1]?.key ?? 0;
  const closed = closeTab({ ...tabs, active: second }, second);
  expect(shown(closed)).toEqual(["Terminal 1: t1", "Terminal 3: t3"]);
  expect(closed.active).toBe(closed.list[1]?.key);
  expect(shown(addTab(closed)).at(-1)).toBe("Terminal 2: new");
});

it("is never without a tab", () => {
  const tabs = freshTabs(noTabs, [one]);
  const closed = closeTab(tabs, tabs.active);
  expect(shown(closed)).toEqual(["Terminal 1: new"]);
  expect(closed.active).toBe(closed.list[0]?.key);
  expect(closed.active).not.toBe(tabs.active);
});

it("takes names and order from the server", () => {
  const tabs = freshTabs(noTabs, [one, two]);
  const after = syncTabs(tabs, [view("t2", "web"), one]);
  expect(shown(after)).toEqual(["web: t2", "Terminal 1: t1"]);
  expect(after.active).toBe(tabs.active);
  expect(after.list.map((tab) => tab.key).toSorted()).toEqual(tabs.list.map((tab) => tab.key));
});

it("does not take its own new terminal for another window's", () => {
  const opening = addTab(freshTabs(noTabs, [one]));
  const told = syncTabs(opening, [one, two, three]);
  expect(shown(told)).toEqual(["Terminal 1: t1", "Terminal 2: new"]);
  expect(shown(nameTab(told, opening.active, "t3"))).toEqual([
    "Terminal 1: t1",
    "Terminal 2: t2",
    "Terminal 3: t3",
  ]);
});

it("waits for no terminal that could not be opened", () => {
  const opening = addTab(freshTabs(noTabs, [one]));
  const told = syncTabs(opening, [one, three]);
  expect(shown(changeTab(told, opening.active, { failed: true }))).toContain("Terminal 3: t3");
});

it("keeps the tab of a shell that ended by itself, and drops one that was closed", () => {
  const tabs = freshTabs(noTabs, [one, two]);
  expect(shown(syncTabs(tabs, [two]))).toEqual(["Terminal 1: t1", "Terminal 2: t2"]);
  expect(shown(syncTabs(tabs, [two], "t1"))).toEqual(["Terminal 2: t2"]);
});

it("moves among the server's terminals, and not beyond", () => {
  const tabs = freshTabs(noTabs, [one, two]);
  const [first = 0, second = 0] = tabs.list.map((tab) => tab.key);
  expect([placeAfterMove(tabs, first, 1), placeAfterMove(tabs, second, -1)]).toEqual([1, 0]);
  expect([placeAfterMove(tabs, first, -1), placeAfterMove(tabs, second, 1)]).toEqual([undefined, undefined]);
  expect(placeAfterMove(addTab(tabs), 99, 0)).toBeUndefined();
});
