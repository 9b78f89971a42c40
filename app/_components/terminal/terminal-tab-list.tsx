import { Plus, X } from "lucide-react";
import { Tabs } from "radix-ui";
import { type KeyboardEvent, useRef } from "react";
import { isReady } from "../session/live-state.ts";
import { useSession } from "../session/session-provider.tsx";
import type { TerminalTab } from "../session/terminal-tabs.ts";
import { IconButton } from "../ui/icon-button.tsx";
import type { TabActions } from "./use-tab-actions.ts";

const KEYS_NOTE = "terminal-tab-keys";

/** Tabs of the terminals. Arrow keys go from one to the next; with Ctrl and Shift they move the tab. */
export function TerminalTabList({ actions }: { actions: TabActions }) {
  const { live, dispatch } = useSession();
  const { list } = live.tabs;
  const { closable } = actions;
  const dragged = useRef<TerminalTab>(undefined);

  const onKey = (event: KeyboardEvent, tab: TerminalTab) => {
    const moves = event.ctrlKey && event.shiftKey;
    if (event.key === "Delete") void actions.close(tab);
    else if (event.key === "F2") actions.askName(tab);
    else if (moves && event.key === "ArrowLeft") actions.move(tab, -1);
    else if (moves && event.key === "ArrowRight") actions.move(tab, 1);
    else return;
    event.preventDefault();
  };

  if (list.length === 0) return <p className="px-3 text-sm text-ink-muted">Terminal</p>;
  return (
    <div className="flex min-w-0 items-center gap-1">
      <p id={KEYS_NOTE} className="sr-only">
        F2 renames a tab, Delete closes it, Ctrl Shift and an arrow key move it.
      </p>
      <Tabs.List
        aria-label="Terminals"
        aria-describedby={KEYS_NOTE}
        className="flex min-w-0 items-center overflow-x-auto"
      >
        {list.map((tab) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: dragging is for the mouse; keys do the same.
          <div
            key={tab.key}
            role="presentation"
            draggable
            onDragStart={() => {
              dragged.current = tab;
            }}
            onDragOver={(event) => dragged.current && event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged.current) actions.moveTo(dragged.current, tab);
            }}
            onDragEnd={() => {
              dragged.current = undefined;
            }}
            className="group relative shrink-0"
          >
            <Tabs.Trigger
              value={String(tab.key)}
              aria-keyshortcuts={closable ? "F2 Delete" : "F2"}
              onKeyDown={(event) => onKey(event, tab)}
              onDoubleClick={() => actions.askName(tab)}
              onAuxClick={(event) => event.button === 1 && void actions.close(tab)}
              className="h-10 max-w-44 truncate border-b-2 border-transparent pr-7 pl-3 text-sm font-medium text-ink-muted -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
            >
              {tab.name}
            </Tabs.Trigger>
            {closable && (
              <button
                type="button"
                tabIndex={-1}
                aria-hidden="true"
                title={`Close ${tab.name}`}
                onClick={() => void actions.close(tab)}
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
