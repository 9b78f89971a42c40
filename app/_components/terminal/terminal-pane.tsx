"use client";

import { Maximize2, Minimize2, Search } from "lucide-react";
import { Tabs } from "radix-ui";
import { useState } from "react";
import type { TerminalHands } from "../lesson/desk.tsx";
import { useDesk } from "../lesson/desk.tsx";
import { isReady, type LiveState } from "../session/live-state.ts";
import { SandboxScreen } from "../session/sandbox-screen.tsx";
import { useSession } from "../session/session-provider.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { KeyBar } from "./key-bar.tsx";
import { LEAVE_NOTE } from "./leave-note.ts";
import { RunDialog } from "./run-dialog.tsx";
import { TabDialogs } from "./tab-dialogs.tsx";
import { TerminalSettingsMenu } from "./terminal-settings-menu.tsx";
import { TerminalTabList } from "./terminal-tab-list.tsx";
import { TerminalView } from "./terminal-view.tsx";
import { useCtrlLatch } from "./use-ctrl-latch.ts";
import { useRunInTerminal } from "./use-run-in-terminal.ts";
import { useTabActions } from "./use-tab-actions.ts";
import { useTerminalSettings } from "./use-terminal-settings.ts";

/** One word for what the pane shows: how the connection is or, over a live one, how the machine is. */
function paneStatus({ connection, machine }: LiveState): string {
  return connection === "live" && machine ? machine.state.status : connection;
}

/** The instrument: terminals in tabs, or the state of the machine while there is none to type on. */
export function TerminalPane() {
  const { live, dispatch } = useSession();
  const { full, setFull } = useDesk();
  const settings = useTerminalSettings();
  const actions = useTabActions();
  const [handsByTab] = useState(() => new Map<number, TerminalHands>());
  const running = useRunInTerminal(handsByTab);
  const [searching, setSearching] = useState(false);
  const ctrl = useCtrlLatch();
  const { list, active } = live.tabs;

  return (
    <section
      aria-label="Terminal"
      data-region="terminal"
      data-status={paneStatus(live)}
      className="instrument flex h-full min-h-0 flex-col bg-terminal text-ink"
    >
      <p id={LEAVE_NOTE} className="sr-only">
        F6 leaves the terminal.
      </p>
      <Tabs.Root
        value={String(active)}
        onValueChange={(key) => dispatch({ type: "tab-selected", key: Number(key) })}
        className="flex min-h-0 flex-1 flex-col"
      >
        <div className="flex h-10 shrink-0 items-center justify-between gap-2 border-b border-line bg-surface-sunken pr-1.5">
          <TerminalTabList actions={actions} />
          <div className="flex shrink-0 items-center">
            <IconButton
              label="Search the terminal"
              aria-expanded={searching}
              disabled={list.length === 0}
              onClick={() => setSearching(!searching)}
            >
              <Search className="size-4" aria-hidden="true" />
            </IconButton>
            <TerminalSettingsMenu settings={settings} actions={actions} />
            <IconButton
              label={full ? "Show the lesson again" : "Give the terminal the whole window"}
              className="narrow:hidden"
              onClick={() => setFull(!full)}
            >
              {full ? (
                <Minimize2 className="size-4" aria-hidden="true" />
              ) : (
                <Maximize2 className="size-4" aria-hidden="true" />
              )}
            </IconButton>
          </div>
        </div>
        <div className="relative min-h-0 flex-1">
          {list.map((tab) => (
            <TerminalView
              key={tab.key}
              tab={tab}
              active={tab.key === active}
              ctrl={ctrl.latch}
              handsByTab={handsByTab}
              settings={settings}
              searching={searching}
              onSearch={setSearching}
            />
          ))}
          {!isReady(live) && <SandboxScreen />}
        </div>
      </Tabs.Root>
      <TabDialogs actions={actions} />
      <RunDialog
        question={running.question}
        onType={running.typeAllTheSame}
        onOpen={running.openAnother}
        onCancel={running.cancel}
        onCloseFocus={() => handsByTab.get(active)?.focus()}
      />
      <KeyBar ctrl={ctrl.held} onCtrl={ctrl.toggle} />
    </section>
  );
}
