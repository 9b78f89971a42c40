import { clsx } from "clsx";
import type { LineState } from "../../_lib/live-line.ts";
import { shownInput } from "../../_lib/shown-input.ts";
import { isReady, type LiveState } from "../session/live-state.ts";
import { RetryWords } from "../session/retry-words.tsx";
import { useSession } from "../session/session-provider.tsx";
import { connectionWords } from "./connection-words.ts";
import type { InputState } from "./input-queue.ts";
import { LineButton } from "./line-button.tsx";
import type { TerminalStatus } from "./use-terminal.ts";

interface Line {
  readonly tone: "calm" | "ok" | "warn";
  readonly words: string;
  readonly action?: { readonly verb: string; readonly run: () => void };
  /** The way to the lab is at fault: the page that tries it may help. */
  readonly tryWay?: boolean;
}

interface Actions {
  reconnect(): void;
  replace(): void;
  closeTab(): void;
}

function lineFor(
  state: TerminalStatus,
  { live, line, input }: { live: LiveState; line: LineState; input: InputState },
  actions: Actions,
): Line {
  if (live.connection === "lost") {
    if (line.kind === "open") return { tone: "calm", words: "Connected again. Coming back to your shell." };
    const words = connectionWords(line, input);
    return line.kind === "waiting"
      ? { tone: "warn", words, action: { verb: "Try now", run: actions.reconnect }, tryWay: true }
      : { tone: "warn", words, tryWay: true };
  }
  if (!isReady(live)) return { tone: "calm", words: "No machine" };
  switch (state.status) {
    case "connecting":
    case "lost":
      return { tone: "calm", words: "Connecting to your shell" };
    case "live": {
      const words = connectionWords(line, input);
      if (input.late) return { tone: "warn", words };
      const slow = line.kind === "open" && line.way === "polling";
      return { tone: "ok", words, tryWay: slow };
    }
    case "ended":
      return {
        tone: "warn",
        words: endWords(state.exitCode),
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

/** 128 and SIGHUP: what a shell ends with whose terminal was taken from it. */
const HUNG_UP = 129;

const endWords = (exitCode: number): string =>
  exitCode === HUNG_UP
    ? "The shell was cut off: it, or what held it, was killed."
    : `The shell has ended with exit code ${exitCode}.`;

const dots = { calm: "bg-line-strong", ok: "bg-ok", warn: "bg-warn" } as const;

interface StatusLineProps {
  state: TerminalStatus;
  input: InputState;
  onDiscard: () => void;
  tabKey: number;
}

/** The instrument's last line: how the connection is, what waits to be sent, and how the keyboard gets out. */
export function StatusLine({ state, input, onDiscard, tabKey }: StatusLineProps) {
  const { live, line: connection, requests, dispatch } = useSession();
  const line = lineFor(
    state,
    { live, line: connection, input },
    {
      reconnect: requests.reconnect,
      replace() {
        dispatch({ type: "tab-closed", key: tabKey });
        if (live.tabs.list.length > 1) dispatch({ type: "tab-added" });
      },
      closeTab: () => dispatch({ type: "tab-closed", key: tabKey }),
    },
  );
  return (
    <div
      className={clsx(
        "shrink-0 border-t border-line text-[0.8125rem]",
        line.tone === "warn" && "bg-warn-soft",
      )}
    >
      <div
        className={clsx(
          "flex min-h-7 flex-wrap items-center gap-x-2 px-3",
          line.tone === "warn" ? "py-1 text-ink" : "text-ink-muted",
        )}
      >
        <span aria-hidden="true" className={clsx("size-1.5 shrink-0 rounded-full", dots[line.tone])} />
        <span role="status" className="min-w-0">
          {line.words}
        </span>
        {live.connection === "lost" && connection.kind !== "open" && <RetryWords line={connection} />}
        {line.action && <LineButton onClick={line.action.run}>{line.action.verb}</LineButton>}
        {line.tryWay && (
          <a
            href="/preflight"
            target="_blank"
            rel="noopener"
            className="inline-flex min-h-6 items-center rounded-control px-1.5 font-medium text-accent underline underline-offset-3 hover:text-accent-strong"
          >
            Test the connection
            <span className="sr-only">, in a new tab</span>
          </a>
        )}
        <span aria-hidden="true" className="ml-auto shrink-0 max-sm:hidden">
          F6 leaves the terminal
        </span>
      </div>
      {input.kept !== "" && <Kept text={input.kept} onDiscard={onDiscard} />}
    </div>
  );
}

/** What is typed and not yet with the shell, for those who look; each key is not read out. */
function Kept({ text, onDiscard }: { text: string; onDiscard: () => void }) {
  const keys = Array.from(text).length;
  return (
    <div data-kept={keys} className="flex flex-wrap items-center gap-x-2 px-3 pb-1 text-ink">
      <span>
        {keys === 1 ? "1 character waits" : `${keys} characters wait`} to be sent:{" "}
        <code className="font-mono break-all">{shownInput(text)}</code>
      </span>
      <LineButton onClick={onDiscard}>Discard</LineButton>
    </div>
  );
}
