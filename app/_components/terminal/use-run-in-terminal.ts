import { useEffect, useState } from "react";
import { keysFor } from "../../_lib/command-lines.ts";
import { useDesk } from "../lesson/desk.tsx";
import { useSession } from "../session/session-provider.tsx";
import type { TerminalTab } from "../session/terminal-tabs.ts";
import type { HandsByTab } from "./terminal-view.tsx";

/** A command that waits for a decision: something runs where it was to be typed. */
export interface RunQuestion {
  readonly tab: TerminalTab;
  readonly running: string;
  readonly code: string;
}

/** Types commands of the lesson into the right terminal, and asks first where a program would get them. */
export function useRunInTerminal(hands: HandsByTab) {
  const { live, dispatch, requests } = useSession();
  const { setRunner } = useDesk();
  const [question, setQuestion] = useState<RunQuestion>();
  const { list, active } = live.tabs;

  const typeInto = (key: number, code: string) => {
    hands.get(key)?.type(keysFor(code));
    // On a narrow window the terminal is shown first: what is hidden cannot take the focus.
    requestAnimationFrame(() => hands.get(key)?.focus());
  };
  const openFor = (code: string, name?: string) =>
    dispatch({ type: "tab-added", first: code, ...(name !== undefined && { name }) });

  async function run(code: string, name?: string): Promise<void> {
    const tab = list.find((each) => (name === undefined ? each.key === active : each.name === name));
    if (tab === undefined) return openFor(code, name);
    dispatch({ type: "tab-selected", key: tab.key });
    if (tab.terminalId === undefined) return typeInto(tab.key, code);
    const reply = await requests.foreground(tab.terminalId);
    // A shell in a container is meant: `docker exec -it` is in the foreground, and its shell waits for a command.
    const waits = hands.get(tab.key)?.atPrompt() ?? false;
    if (reply.ok && reply.value.running !== "" && !waits) {
      setQuestion({ tab, running: reply.value.running, code });
    } else if (!reply.ok && reply.error.code === "not-found") openFor(code);
    else typeInto(tab.key, code);
  }

  useEffect(() => {
    setRunner((code, name) => void run(code, name));
    return () => setRunner(undefined);
  });

  return {
    question,
    cancel: () => setQuestion(undefined),
    typeAllTheSame() {
      if (question) typeInto(question.tab.key, question.code);
      setQuestion(undefined);
    },
    openAnother() {
      if (question) openFor(question.code);
      setQuestion(undefined);
    },
  };
}
