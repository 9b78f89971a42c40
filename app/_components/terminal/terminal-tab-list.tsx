import { Plus, X } from "lucide-react";
import { Tabs } from "radix-ui";
import type { TerminalId } from "../../../server/protocol/ids.ts";
import { isReady } from "../session/live-state.ts";
import { useSession } from "../session/session-provider.tsx";
import type { TerminalTab } from "../session/terminal-tabs.ts";
import { IconButton } from "../ui/icon-button.tsx";

/** Tabs of the terminals. Arrow keys go from one to the next, Delete closes. */
export function TerminalTabList() {
  const { live, socket, dispatch } = useSession();
  const { list } = live.tabs;
  const closable = list.length > 1;

  const close = ({ key, terminalId }: TerminalTab) => {
    if (!closable) return;
    if (terminalId && socket?.connected) {
      // What it answers does not matter: a shell that is gone is as good as closed.
      socket.emit("terminal:close", { terminalId: terminalId as TerminalId }, () => undefined);
    }
    dispatch({ type: "tab-closed", key });
  };

  if (list.length === 0) return <p className="px-3 text-sm text-ink-muted">Terminal</p>;
  return (
    <div className="flex min-w-0 items-center gap-1">
      <Tabs.List aria-label="Terminals" className="flex min-w-0 items-center overflow-x-auto">
        {list.map((tab) => (
          <div key={tab.key} role="presentation" className="group relative shrink-0">
            <Tabs.Trigger
              value={String(tab.key)}
              aria-keyshortcuts={closable ? "Delete" : undefined}
              onKeyDown={(event) => event.key === "Delete" && close(tab)}
              onAuxClick={(event) => event.button === 1 && close(tab)}
              className="h-10 border-b-2 border-transparent pr-7 pl-3 text-sm font-medium text-ink-muted -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
            >
              Terminal {tab.number}
            </Tabs.Trigger>
            {closable && (
              <button
                type="button"
                tabIndex={-1}
                aria-hidden="true"
                title={`Close Terminal ${tab.number}`}
                onClick={() => close(tab)}
                className="absolute top-2 right-0.5 flex size-6 items-center justify-center rounded-control text-ink-muted hover:bg-surface-raised hover:text-ink"
              >
                <X className="size-3.5" />
              </button>
            )}
          </div>
        ))}
      </Tabs.List>
      <IconButton
        label="Open another terminal"
        disabled={!isReady(live)}
        onClick={() => dispatch({ type: "tab-added" })}
      >
        <Plus className="size-4" aria-hidden="true" />
      </IconButton>
    </div>
  );
}
