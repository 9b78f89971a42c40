import { expect, it } from "vitest";
import { addTab, adoptTerminals, closeTab, freshTabs, nameTab, noTabs } from "./terminal-tabs.ts";

const names = (tabs: typeof noTabs) => tabs.list.map((tab) => `${tab.number}:${tab.terminalId ?? "new"}`);

it("opens one terminal on a machine that has none", () => {
  const tabs = freshTabs(noTabs, []);
  expect(names(tabs)).toEqual(["1:new"]);
  expect(tabs.active).toBe(tabs.list[0]?.key);
});

it("shows every terminal that a machine has", () => {
  expect(names(freshTabs(noTabs, ["t1", "t4"]))).toEqual(["1:t1", "2:t4"]);
});

it("keeps tabs over a reconnection, also one that was being opened", () => {
  const tabs = addTab(freshTabs(noTabs, ["t1"]));
  expect(adoptTerminals(tabs, ["t1"])).toEqual(tabs);
  expect(names(adoptTerminals(tabs, ["t1", "t2"]))).toEqual(["1:t1", "2:t2"]);
});

it("starts anew, with new keys, when none of its terminals is there any more", () => {
  const tabs = freshTabs(noTabs, ["t1", "t2"]);
  const after = adoptTerminals(tabs, []);
  expect(names(after)).toEqual(["1:new"]);
  expect(tabs.list.map((tab) => tab.key)).not.toContain(after.list[0]?.key);
});

it("brings the neighbour to the front when a tab is closed, and reuses its number", () => {
  const tabs = addTab(addTab(freshTabs(noTabs, ["t1"])));
  const second = tabs.list[1]?.key ?? 0;
  const closed = closeTab({ ...tabs, active: second }, second);
  expect(names(closed)).toEqual(["1:t1", "3:new"]);
  expect(closed.active).toBe(closed.list[1]?.key);
  expect(names(addTab(closed))).toEqual(["1:t1", "3:new", "2:new"]);
});

it("is never without a tab", () => {
  const tabs = freshTabs(noTabs, ["t1"]);
  const closed = closeTab(tabs, tabs.active);
  expect(names(closed)).toEqual(["1:new"]);
  expect(closed.active).toBe(closed.list[0]?.key);
  expect(closed.active).not.toBe(tabs.active);
});

it("learns a terminal's id", () => {
  const tabs = freshTabs(noTabs, []);
  expect(names(nameTab(tabs, tabs.active, "t7"))).toEqual(["1:t7"]);
});
