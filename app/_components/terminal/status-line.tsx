import { clsx } from "clsx";
import type { ReactNode } from "react";
import { isReady, type LiveState } from "../session/live-state.ts";
import { useSession } from "../session/session-provider.tsx";
import type { TerminalStatus } from "./use-terminal.ts";

interface Line {
  readonly tone: "calm" | "ok" | "warn";
  readonly words: string;
  readonly action?: { readonly verb: string; readonly run: () => void };
}

interface Actions {
  reconnect(): void;
  replace(): void;
  closeTab(): void;
}

function lineFor(state: TerminalStatus, live: LiveState, actions: Actions): Line {
  if (live.connection === "lost") {
    return {
      tone: "warn",
      words: "Connection lost, trying again. Your shell runs on; what you type is sent when it is back.",
      action: { verb: "Try now", run: actions.reconnect },
    };
  }
  if (!isReady(live)) return { tone: "calm", words: "No machine" };
  switch (state.status) {
    case "connecting":
    case "lost":
      return { tone: "calm", words: "Connecting to your shell" };
    case "live":
      return { tone: "ok", words: "Live" };
    case "ended":
      return {
        tone: "warn",
        words: `The shell has ended with exit code ${state.exitCode}.`,
        action: { verb: "Open a new one", run: actions.replace },
      };
    case "failed":
      return {
        tone: "warn",
        words: state.message,
        action: { verb: "Close this terminal", run: actions.closeTab },
      };
  }
}

const dots = { calm: "bg-line-strong", ok: "bg-ok", warn: "bg-warn" } as const;

/** The instrument's last line: how the connection is, and how the keyboard gets out. */
export function StatusLine({ state, tabKey }: { state: TerminalStatus; tabKey: number }) {
  const { live, requests, dispatch } = useSession();
  const line = lineFor(state, live, {
    reconnect: requests.reconnect,
    replace() {
      dispatch({ type: "tab-closed", key: tabKey });
      if (live.tabs.list.length > 1) dispatch({ type: "tab-added" });
    },
    closeTab: () => dispatch({ type: "tab-closed", key: tabKey }),
  });
  return (
    <div
      className={clsx(
        "flex min-h-7 shrink-0 items-center gap-2 border-t border-line px-3 text-[0.8125rem]",
        line.tone === "warn" ? "bg-warn-soft py-1 text-ink" : "text-ink-muted",
      )}
    >
      <span aria-hidden="true" className={clsx("size-1.5 shrink-0 rounded-full", dots[line.tone])} />
      <span role="status">{line.words}</span>
      {line.action && <LineButton onClick={line.action.run}>{line.action.verb}</LineButton>}
      <span aria-hidden="true" className="ml-auto shrink-0 max-sm:hidden">
        F6 leaves the terminal
      </span>
    </div>
  );
}

function LineButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="min-h-6 shrink-0 rounded-control px-1.5 font-medium text-accent underline underline-offset-3 hover:text-accent-strong"
    >
      {children}
    </button>
  );
}
