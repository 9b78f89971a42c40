import type { TerminalView } from "../../../server/protocol/events.ts";

export interface TerminalTab {
  /** The page's own name for it: it exists before the server has given an id. */
  readonly key: number;
  /** What the tab shows. */
  readonly name: string;
  /** `undefined`: to be opened. */
  readonly terminalId: string | undefined;
  /** It is asked for by this name; `undefined` = a new one, whatever the server calls it. */
  readonly wanted?: string | undefined;
  /** A command to be typed once its shell is there. */
  readonly first?: string | undefined;
  /** It could not be opened. */
  readonly failed?: boolean;
}

export interface TerminalTabs {
  readonly list: readonly TerminalTab[];
  /** Key of the tab in front. */
  readonly active: number;
  /** Terminals of the session in order, as the server last told. */
  readonly known: readonly TerminalView[];
}

export const noTabs: TerminalTabs = { list: [], active: 0, known: [] };

/** The name that a machine's first terminal is asked for by, so that two windows do not open one each. */
const FIRST = "Terminal 1";

const nextKey = (tabs: TerminalTabs) => Math.max(0, ...tabs.list.map((tab) => tab.key), tabs.active) + 1;

const isOpening = (tab: TerminalTab) => tab.terminalId === undefined && !tab.failed;

function freeName(list: readonly TerminalTab[]): string {
  const taken = new Set(list.map((tab) => tab.name));
  let number = 1;
  while (taken.has(`Terminal ${number}`)) number += 1;
  return `Terminal ${number}`;
}

/** Tabs of a machine that is new to the page: one for each terminal that is open there, else those of `names`. */
export function freshTabs(
  before: TerminalTabs,
  terminals: readonly TerminalView[],
  names: readonly string[] = [],
): TerminalTabs {
  const first = nextKey(before);
  const wanted = names.length === 0 ? [FIRST] : names;
  const list =
    terminals.length === 0
      ? wanted.map((name, index) => ({ key: first + index, name, wanted: name, terminalId: undefined }))
      : terminals.map((terminal, index) => ({ key: first + index, ...terminal }));
  return { list, active: first, known: terminals };
}

/**
 * Tabs after a return to a machine: those that are there stay. A tab that was still being opened when the
 * connection broke takes over a terminal that nobody has.
 */
export function adoptTerminals(
  tabs: TerminalTabs,
  terminals: readonly TerminalView[],
  names: readonly string[] = [],
): TerminalTabs {
  const held = new Set(tabs.list.map((tab) => tab.terminalId));
  if (!terminals.some(({ terminalId }) => held.has(terminalId))) return freshTabs(tabs, terminals, names);
  const unheld = terminals.filter(({ terminalId }) => !held.has(terminalId));
  const list = tabs.list.map((tab) =>
    isOpening(tab) && tab.wanted === undefined ? { ...tab, ...unheld.shift() } : tab,
  );
  return inOrder({ ...tabs, list, known: terminals });
}

/** After news from the server: the same tabs in every window. A shell that ended by itself keeps its tab. */
export function syncTabs(tabs: TerminalTabs, known: readonly TerminalView[], closed?: string): TerminalTabs {
  const gone = closed === undefined ? undefined : tabs.list.find((tab) => tab.terminalId === closed);
  const rest = gone === undefined ? tabs : closeTab(tabs, gone.key);
  return inOrder({ ...rest, known });
}

/**
 * Names and order as the server has them, and tabs for terminals that other windows have opened. While a tab of this
 * page is being opened it is not known which terminal will be its own: new ones wait for that.
 */
function inOrder(tabs: TerminalTabs): TerminalTabs {
  const held = new Set(tabs.list.map((tab) => tab.terminalId));
  const added = tabs.list.some(isOpening) ? [] : tabs.known.filter(({ terminalId }) => !held.has(terminalId));
  const first = nextKey(tabs);
  const all: TerminalTab[] = [
    ...tabs.list,
    ...added.map((terminal, index) => ({ key: first + index, ...terminal })),
  ];
  const byId = new Map(all.map((tab) => [tab.terminalId, tab]));
  const ordered = tabs.known.flatMap(({ terminalId, name }) => {
    const tab = byId.get(terminalId);
    return tab === undefined ? [] : [{ ...tab, name }];
  });
  const placed = new Set(ordered.map((tab) => tab.key));
  const list = all.map((tab) => (placed.has(tab.key) ? (ordered.shift() ?? tab) : tab));
  return { ...tabs, list };
}

export function addTab(tabs: TerminalTabs, asked: { name?: string; first?: string } = {}): TerminalTabs {
  const tab = {
    key: nextKey(tabs),
    name: asked.name ?? freeName(tabs.list),
    wanted: asked.name,
    first: asked.first,
    terminalId: undefined,
  };
  return { ...tabs, list: [...tabs.list, tab], active: tab.key };
}

/** Without tab `key`; its neighbour comes to the front. The last one gives way to a new one. */
export function closeTab(tabs: TerminalTabs, key: number): TerminalTabs {
  const index = tabs.list.findIndex((tab) => tab.key === key);
  const closed = tabs.list[index];
  const list = tabs.list.filter((tab) => tab.key !== key);
  const known = tabs.known.filter(({ terminalId }) => terminalId !== closed?.terminalId);
  if (list.length === 0) return addTab({ list, active: key, known }, { name: FIRST });
  const neighbour = list[Math.min(index, list.length - 1)];
  return { list, active: tabs.active === key && neighbour ? neighbour.key : tabs.active, known };
}

/** The server has told which terminal tab `key` is. It is not shown twice. */
export function nameTab(tabs: TerminalTabs, key: number, terminalId: string | undefined): TerminalTabs {
  const others = tabs.list.filter(
    (tab) => tab.key === key || terminalId === undefined || tab.terminalId !== terminalId,
  );
  const list = others.map((tab) => (tab.key === key ? { ...tab, terminalId } : tab));
  return inOrder({ ...tabs, list });
}

export function changeTab(tabs: TerminalTabs, key: number, change: Partial<TerminalTab>): TerminalTabs {
  const list = tabs.list.map((tab) => (tab.key === key ? { ...tab, ...change } : tab));
  return inOrder({ ...tabs, list });
}

/** Where tab `key` would stand among the server's terminals, were it moved by `by` places; `undefined` = nowhere. */
export function placeAfterMove(tabs: TerminalTabs, key: number, by: number): number | undefined {
  const tab = tabs.list.find((each) => each.key === key);
  const from = tabs.known.findIndex(({ terminalId }) => terminalId === tab?.terminalId);
  const to = from + by;
  return from < 0 || to < 0 || to >= tabs.known.length ? undefined : to;
}

export function selectTab(tabs: TerminalTabs, key: number): TerminalTabs {
  return { ...tabs, active: key };
}
