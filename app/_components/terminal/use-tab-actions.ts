import { useState } from "react";
import { useSession } from "../session/session-provider.tsx";
import { placeAfterMove, type TerminalTab } from "../session/terminal-tabs.ts";
import { useAnnounce } from "../ui/announcer.tsx";

/** What can be done with a tab. A question that stands open is `closing` or `renaming`. */
export function useTabActions() {
  const { live, requests, dispatch } = useSession();
  const announce = useAnnounce();
  const [closing, setClosing] = useState<{ tab: TerminalTab; running: string }>();
  const [renaming, setRenaming] = useState<TerminalTab>();
  const { tabs } = live;

  const drop = ({ key, name }: TerminalTab) => {
    dispatch({ type: "tab-closed", key });
    announce(`${name} is closed.`);
  };

  async function close(tab: TerminalTab, force = false): Promise<void> {
    if (tabs.list.length < 2) return;
    setClosing(undefined);
    if (tab.terminalId === undefined) return drop(tab);
    const reply = await requests.closeTerminal(tab.terminalId, force);
    if (reply.ok && reply.value.running !== "") setClosing({ tab, running: reply.value.running });
    else if (reply.ok) drop(tab);
    else dispatch({ type: "refused", error: reply.error });
  }

  function move(tab: TerminalTab, by: number): void {
    const to = placeAfterMove(tabs, tab.key, by);
    if (to === undefined || tab.terminalId === undefined) return;
    void requests.moveTerminal(tab.terminalId, to);
    announce(`${tab.name} is now tab ${to + 1} of ${tabs.known.length}.`);
  }

  /** To the place of another tab. */
  function moveTo(tab: TerminalTab, other: TerminalTab): void {
    const place = (id: string | undefined) => tabs.known.findIndex(({ terminalId }) => terminalId === id);
    move(tab, place(other.terminalId) - place(tab.terminalId));
  }

  function rename(tab: TerminalTab, name: string): void {
    setRenaming(undefined);
    if (tab.terminalId !== undefined) void requests.renameTerminal(tab.terminalId, name);
  }

  return {
    closable: tabs.list.length > 1,
    canMove: (tab: TerminalTab, by: number) => placeAfterMove(tabs, tab.key, by) !== undefined,
    close,
    closing,
    endClosing: () => setClosing(undefined),
    move,
    moveTo,
    rename,
    renaming,
    askName: (tab: TerminalTab) => tab.terminalId !== undefined && setRenaming(tab),
    endRenaming: () => setRenaming(undefined),
  };
}

export type TabActions = ReturnType<typeof useTabActions>;
