import { Tabs } from "radix-ui";
import { useEffect, useState } from "react";
import { useDesk } from "../lesson/desk.tsx";
import type { TerminalTab } from "../session/terminal-tabs.ts";
import { PasteDialog } from "./paste-dialog.tsx";
import { StatusLine } from "./status-line.tsx";
import type { TerminalScreen } from "./terminal-screen.ts";
import { TerminalSearch } from "./terminal-search.tsx";
import { useClipboard } from "./use-clipboard.ts";
import type { CtrlLatch } from "./use-ctrl-latch.ts";
import { useTerminal } from "./use-terminal.ts";
import { XtermMount } from "./xterm-mount.tsx";

interface TerminalViewProps {
  tab: TerminalTab;
  active: boolean;
  ctrl: CtrlLatch;
  screenReader: boolean;
  searching: boolean;
  onSearch: (open: boolean) => void;
}

/**
 * One terminal of the pane: its screen, joined to its shell, with what is said about both. Behind another one it is
 * invisible but keeps its place, so that its size is right when it comes to the front.
 */
export function TerminalView(props: TerminalViewProps) {
  const { tab, active, ctrl, screenReader, searching, onSearch } = props;
  const [screen, setScreen] = useState<TerminalScreen>();
  const { state, type, input, inputState } = useTerminal(tab, screen, ctrl);
  const clipboard = useClipboard(screen, () => onSearch(true));
  const { setHands } = useDesk();

  useEffect(() => {
    if (!active || !screen) return;
    setHands({
      type,
      arrow: (letter) => type(`\x1b${screen.usesApplicationCursor() ? "O" : "["}${letter}`),
      focus: () => screen.focus(),
    });
    return () => setHands(undefined);
  }, [active, screen, type, setHands]);

  useEffect(() => {
    if (active) screen?.fit();
  }, [active, screen]);

  return (
    <Tabs.Content
      value={String(tab.key)}
      forceMount
      inert={!active}
      tabIndex={-1}
      data-status={state.status}
      aria-label={`Terminal ${tab.number}`}
      className="absolute inset-0 flex flex-col outline-none data-[state=inactive]:invisible"
    >
      {active && searching && screen && <TerminalSearch screen={screen} onClose={() => onSearch(false)} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the mouse; keys do the same. */}
      <div
        className="min-h-0 flex-1 pt-2 pl-3"
        onContextMenu={clipboard.onContextMenu}
        onPasteCapture={clipboard.onNativePaste}
      >
        <XtermMount onScreen={setScreen} onKey={clipboard.onKey} screenReader={screenReader} />
      </div>
      <StatusLine state={state} input={inputState} onDiscard={() => input.discard()} tabKey={tab.key} />
      <PasteDialog
        open={clipboard.asking}
        onClose={clipboard.endAsking}
        onPaste={(text) => screen?.paste(text)}
        onCloseFocus={() => screen?.focus()}
      />
    </Tabs.Content>
  );
}
