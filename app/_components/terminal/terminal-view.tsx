import { Tabs } from "radix-ui";
import { useEffect, useState } from "react";
import { keysFor } from "../../_lib/command-lines.ts";
import { type TerminalHands, useDesk } from "../lesson/desk.tsx";
import { useSession } from "../session/session-provider.tsx";
import type { TerminalTab } from "../session/terminal-tabs.ts";
import { PasteDialog } from "./paste-dialog.tsx";
import { PastePreview } from "./paste-preview.tsx";
import { SharedSizeLine } from "./shared-size-line.tsx";
import { StatusLine } from "./status-line.tsx";
import type { TerminalScreen } from "./terminal-screen.ts";
import { TerminalSearch } from "./terminal-search.tsx";
import { useClipboard } from "./use-clipboard.ts";
import type { CtrlLatch } from "./use-ctrl-latch.ts";
import { useRoom } from "./use-room.ts";
import { useTerminal } from "./use-terminal.ts";
import type { TerminalSettings } from "./use-terminal-settings.ts";
import { XtermMount } from "./xterm-mount.tsx";

/** Key of a tab -> what others may do with its terminal, while it has a screen. */
export type HandsByTab = Map<number, TerminalHands>;

interface TerminalViewProps {
  tab: TerminalTab;
  active: boolean;
  ctrl: CtrlLatch;
  handsByTab: HandsByTab;
  settings: TerminalSettings;
  searching: boolean;
  onSearch: (open: boolean) => void;
}

/**
 * One terminal of the pane: its screen, joined to its shell, with what is said about both. Behind another one it is
 * invisible but keeps its place, so that its size is right when it comes to the front.
 */
export function TerminalView(props: TerminalViewProps) {
  const { tab, active, ctrl, handsByTab, settings, searching, onSearch } = props;
  const [screen, setScreen] = useState<TerminalScreen>();
  const { state, share, type, lead, input, inputState } = useTerminal(tab, screen, ctrl);
  const room = useRoom(screen);
  const clipboard = useClipboard(screen, {
    onFind: () => onSearch(true),
    pastesUnasked: settings.pastesUnasked,
  });
  const { dispatch } = useSession();
  const { setHands } = useDesk();

  useEffect(() => {
    if (!screen) return;
    const hands: TerminalHands = {
      type,
      arrow: (letter) => type(`\x1b${screen.usesApplicationCursor() ? "O" : "["}${letter}`),
      focus: () => screen.focus(),
      atPrompt: () => screen.atPrompt(),
    };
    handsByTab.set(tab.key, hands);
    if (active) setHands(hands);
    return () => {
      handsByTab.delete(tab.key);
      if (active) setHands(undefined);
    };
  }, [active, screen, type, setHands, handsByTab, tab.key]);

  const { first } = tab;
  useEffect(() => {
    if (state.status !== "live" || first === undefined || !screen) return;
    dispatch({ type: "tab-typed", key: tab.key });
    type(keysFor(first));
    screen.focus();
  }, [state.status, first, screen, type, dispatch, tab.key]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes to the front can be seen, or not any more.
  useEffect(() => screen?.fit(), [active, screen]);

  return (
    <Tabs.Content
      value={String(tab.key)}
      forceMount
      inert={!active}
      tabIndex={-1}
      data-status={state.status}
      aria-label={tab.name}
      className="absolute inset-0 flex flex-col outline-none data-[state=inactive]:invisible"
    >
      {active && searching && screen && <TerminalSearch screen={screen} onClose={() => onSearch(false)} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the mouse; keys do the same. */}
      <div
        className="min-h-0 flex-1 pt-2 pl-3"
        onContextMenu={clipboard.onContextMenu}
        onPasteCapture={clipboard.onNativePaste}
      >
        <XtermMount onScreen={setScreen} onKey={clipboard.onKey} look={settings.look} />
      </div>
      <SharedSizeLine share={state.status === "live" ? share : undefined} room={room?.size} onLead={lead} />
      <StatusLine state={state} input={inputState} onDiscard={() => input.discard()} tabKey={tab.key} />
      <PastePreview
        text={clipboard.preview}
        onCancel={clipboard.endPreview}
        onSend={(text, neverAsk) => {
          clipboard.endPreview();
          if (neverAsk) settings.setPastesUnasked(true);
          screen?.paste(text);
        }}
        onCloseFocus={() => screen?.focus()}
      />
      <PasteDialog
        open={clipboard.asking}
        onClose={clipboard.endAsking}
        onPaste={(text) => screen?.paste(text)}
        onCloseFocus={() => screen?.focus()}
      />
    </Tabs.Content>
  );
}
