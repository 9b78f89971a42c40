import { useCallback, useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from "react";
import type { TerminalShare } from "../../../server/protocol/events.ts";
import type { TerminalId } from "../../../server/protocol/ids.ts";
import { MAX_INPUT_CHARS } from "../../../server/protocol/limits.ts";
import type { ReplyError } from "../../../server/protocol/reply.ts";
import { withCtrl } from "../../_lib/ctrl-key.ts";
import { isAnswer, isDeviceReply } from "../../_lib/device-reply.ts";
import { shownInput } from "../../_lib/shown-input.ts";
import { isReady } from "../session/live-state.ts";
import { useSession } from "../session/session-provider.tsx";
import type { TerminalTab } from "../session/terminal-tabs.ts";
import { InputQueue, type LeftOut } from "./input-queue.ts";
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

const NOT_KEPT: ReplyError = {
  code: "timed-out",
  message:
    "There is no connection, and no more of what you type is kept. Type it when you are connected again.",
};

const whyLeftOut: Record<LeftOut, string> = {
  old: "The connection was away for half a minute. What you had typed was left out",
  "other-shell": "The shell that you typed this for is gone. It was left out",
  unsure: "The server has started again while you typed. Look at the screen whether this has arrived",
};

/** Unlike any other page's name, and this page's own before it: a reload begins anew. */
function newSource(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
}

/**
 * Joins a screen to the shell of its tab, again after each reconnection, from where the screen's output ends.
 * `type` sends text as if it were typed.
 */
export function useTerminal(tab: TerminalTab, screen: TerminalScreen | undefined, ctrl: CtrlLatch) {
  const { live, socket, dispatch, requests } = useSession();
  const [share, setShare] = useState<TerminalShare>();
  const [state, setState] = useState<TerminalStatus>({ status: "connecting" });
  const [input] = useState(() => {
    const onLeftOut = (text: string, why: LeftOut) => {
      const message = `${whyLeftOut[why]}: “${shownInput(text).replaceAll("`", "'")}”.`;
      dispatch({ type: "refused", error: { code: "timed-out", message } });
    };
    return new InputQueue({ maxPiece: MAX_INPUT_CHARS, onLeftOut });
  });
  const [source] = useState(newSource);
  const answers = useRef(true);
  const memory = useRef<TerminalMemory>({
    terminalId: tab.terminalId,
    wanted: tab.wanted,
    next: 0,
    replays: 0,
    source,
  });
  const inputState = useSyncExternalStore(
    useCallback((listener) => input.subscribe(listener), [input]),
    () => input.state,
    () => input.state,
  );
  const attached = live.connection === "live" && isReady(live) ? live.attachment : undefined;
  const { key } = tab;
  const type = useCallback(
    (text: string) => {
      if (!input.push(text)) dispatch({ type: "refused", error: input.connected ? TOO_MUCH : NOT_KEPT });
    },
    [input, dispatch],
  );

  useEffect(() => {
    if (!screen) return;
    const typed = screen.onData((data) => {
      // A program that asks wants one answer, and several windows may hear the question.
      if (!answers.current && isAnswer(data)) return;
      // Nobody waits for such an answer any more once old output is written again, or the line was lost.
      if ((memory.current.replays > 0 || !input.connected) && isDeviceReply(data)) return;
      type(ctrl.take() ? withCtrl(data) : data);
    });
    return () => typed.dispose();
  }, [screen, type, ctrl, input]);

  /** A terminal that the tab was given while it had none of its own. */
  const takeOver = useEffectEvent(() => {
    memory.current.terminalId ??= tab.terminalId;
  });

  useEffect(() => {
    if (!screen || !socket || attached === undefined) return;
    takeOver();
    const unlink = linkTerminal({
      socket,
      screen,
      input,
      memory: memory.current,
      onSilence: requests.dropLine,
      onEvent(event) {
        if (event.type === "shared") {
          answers.current = event.share.answers;
          setShare(event.share);
          return;
        }
        if (event.type === "opened") {
          setState({ status: "live" });
          dispatch({ type: "tab-named", key, terminalId: event.terminalId });
          return;
        }
        input.disconnect();
        input.clear();
        if (event.type === "failed") dispatch({ type: "tab-failed", key });
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
  }, [screen, socket, attached, input, dispatch, key, requests]);

  useEffect(() => () => input.clear(), [input]);

  /** This window's size is to count alone. */
  const lead = useCallback(() => {
    const terminalId = memory.current.terminalId as TerminalId | undefined;
    if (terminalId !== undefined) socket?.emit("terminal:lead", { terminalId });
  }, [socket]);

  return { state, share, type, lead, input, inputState };
}
