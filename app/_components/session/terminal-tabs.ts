export interface TerminalTab {
  /** The page's own name for it: it exists before the server has given an id. */
  readonly key: number;
  readonly number: number;
  /** `undefined`: to be opened. */
  readonly terminalId: string | undefined;
}

export interface TerminalTabs {
  readonly list: readonly TerminalTab[];
  /** Key of the tab in front. */
  readonly active: number;
}

export const noTabs: TerminalTabs = { list: [], active: 0 };

const nextKey = (tabs: TerminalTabs) => Math.max(0, ...tabs.list.map((tab) => tab.key), tabs.active) + 1;

function freeNumber(list: readonly TerminalTab[]): number {
  const taken = new Set(list.map((tab) => tab.number));
  let number = 1;
  while (taken.has(number)) number += 1;
  return number;
}

/** Tabs of a machine that is new to the page: one for each terminal that is open there, at least one. */
export function freshTabs(before: TerminalTabs, terminalIds: readonly string[]): TerminalTabs {
  const first = nextKey(before);
  const ids = terminalIds.length === 0 ? [undefined] : terminalIds;
  const list = ids.map((terminalId, index) => ({ key: first + index, number: index + 1, terminalId }));
  return { list, active: first };
}

/**
 * Tabs after a return to a machine: those that are there stay. A tab that was still being opened when the
 * connection broke takes over a terminal that nobody has.
 */
export function adoptTerminals(tabs: TerminalTabs, terminalIds: readonly string[]): TerminalTabs {
  const held = new Set(tabs.list.map((tab) => tab.terminalId));
  if (!terminalIds.some((id) => held.has(id))) return freshTabs(tabs, terminalIds);
  const unheld = terminalIds.filter((id) => !held.has(id));
  const list = tabs.list.map((tab) =>
    tab.terminalId === undefined ? { ...tab, terminalId: unheld.shift() } : tab,
  );
  return { ...tabs, list };
}

export function addTab(tabs: TerminalTabs): TerminalTabs {
  const tab = { key: nextKey(tabs), number: freeNumber(tabs.list), terminalId: undefined };
  return { list: [...tabs.list, tab], active: tab.key };
}

/** Without tab `key`; its neighbour comes to the front. The last one gives way to a new one. */
export function closeTab(tabs: TerminalTabs, key: number): TerminalTabs {
  const index = tabs.list.findIndex((tab) => tab.key === key);
  const list = tabs.list.filter((tab) => tab.key !== key);
  if (list.length === 0) return addTab({ list, active: key });
  const neighbour = list[Math.min(index, list.length - 1)];
  return { list, active: tabs.active === key && neighbour ? neighbour.key : tabs.active };
}

export function nameTab(tabs: TerminalTabs, key: number, terminalId: string | undefined): TerminalTabs {
  return { ...tabs, list: tabs.list.map((tab) => (tab.key === key ? { ...tab, terminalId } : tab)) };
}

export function selectTab(tabs: TerminalTabs, key: number): TerminalTabs {
  return { ...tabs, active: key };
}
