import { useCallback, useEffect, useRef, useState } from "react";
import { MAX_INPUT_CHARS } from "../../../server/protocol/limits.ts";
import type { ReplyError } from "../../../server/protocol/reply.ts";
import { withCtrl } from "../../_lib/ctrl-key.ts";
import { isDeviceReply } from "../../_lib/device-reply.ts";
import { isReady } from "../session/live-state.ts";
import { useSession } from "../session/session-provider.tsx";
import type { TerminalTab } from "../session/terminal-tabs.ts";
import { InputQueue } from "./input-queue.ts";
import { linkTerminal, type TerminalMemory } from "./terminal-link.ts";
import type { TerminalScreen } from "./terminal-screen.ts";
import type { CtrlLatch } from "./use-ctrl-latch.ts";

export type TerminalStatus =
  | { readonly status: "connecting" }
  | { readonly status: "live" }
  | { readonly status: "lost" }
  | { readonly status: "ended"; readonly exitCode: number }
  | { readonly status: "failed"; readonly message: string };

const TOO_MUCH: ReplyError = {
  code: "too-many",
  message:
    "Too much text is waiting to be sent: the last paste was left out. Paste it again later, or use a file.",
};

/**
 * Joins a screen to the shell of its tab, again after each reconnection, from where the screen's output ends.
 * `type` sends text as if it were typed.
 */
export function useTerminal(tab: TerminalTab, screen: TerminalScreen | undefined, ctrl: CtrlLatch) {
  const { live, socket, dispatch } = useSession();
  const [state, setState] = useState<TerminalStatus>({ status: "connecting" });
  const [input] = useState(() => new InputQueue(MAX_INPUT_CHARS));
  const memory = useRef<TerminalMemory>({ terminalId: tab.terminalId, next: 0, replays: 0 });
  const attached = live.connection === "live" && isReady(live) ? live.attachment : undefined;
  const { key } = tab;
  const type = useCallback(
    (text: string) => {
      if (!input.push(text)) dispatch({ type: "refused", error: TOO_MUCH });
    },
    [input, dispatch],
  );

  useEffect(() => {
    if (!screen) return;
    const typed = screen.onData((data) => {
      if (memory.current.replays > 0 && isDeviceReply(data)) return;
      type(ctrl.take() ? withCtrl(data) : data);
    });
    return () => typed.dispose();
  }, [screen, type, ctrl]);

  useEffect(() => {
    if (!screen || !socket || attached === undefined) return;
    const unlink = linkTerminal({
      socket,
      screen,
      input,
      memory: memory.current,
      onEvent(event) {
        if (event.type === "opened") {
          setState({ status: "live" });
          dispatch({ type: "tab-named", key, terminalId: event.terminalId });
          return;
        }
        input.disconnect();
        input.clear();
        setState(
          event.type === "ended"
            ? { status: "ended", exitCode: event.exitCode }
            : { status: "failed", message: event.error.message },
        );
      },
    });
    return () => {
      unlink();
      setState((now) => (now.status === "live" ? { status: "lost" } : now));
    };
  }, [screen, socket, attached, input, dispatch, key]);

  return { state, type };
}
