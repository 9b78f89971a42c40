"use client";

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { writeClipboard } from "../../_lib/clipboard.ts";
import { useAnnounce } from "../ui/announcer.tsx";
import { CopyDialog } from "../ui/copy-dialog.tsx";
import { moveToRegion } from "./regions.ts";

/** Last letter of an arrow key's code: up, down, right, left. */
export type ArrowLetter = "A" | "B" | "C" | "D";

export type View = "lesson" | "terminal";

/** The terminal in front, as others may use it. */
export interface TerminalHands {
  type(text: string): void;
  arrow(letter: ArrowLetter): void;
  focus(): void;
  /** What stands before the cursor looks like a shell's prompt. */
  atPrompt(): boolean;
}

/** Puts a command into a terminal, after a question where something runs in it. */
export type RunInTerminal = (code: string, terminal?: string) => void;

interface Desk {
  /** Which of the two is shown where there is room for one only. */
  readonly view: View;
  show(view: View): void;
  /** The terminal has the whole window. */
  readonly full: boolean;
  setFull(full: boolean): void;
  /** `terminal`: the name of the one to run it in; otherwise the one in front. */
  runInTerminal(code: string, terminal?: string): void;
  setRunner(run: RunInTerminal | undefined): void;
  setHands(hands: TerminalHands | undefined): void;
  /** The terminal in front; `undefined` while there is none. */
  getHands(): TerminalHands | undefined;
  copy(text: string): Promise<boolean>;
}

const DeskContext = createContext<Desk | undefined>(undefined);

/** What lesson and terminal share: which is in view, and a way to hand a command from one to the other. */
export function DeskProvider({ children }: { children: ReactNode }) {
  const [view, show] = useState<View>("lesson");
  const [full, setFull] = useState(false);
  const [unwritten, setUnwritten] = useState<string>();
  const hands = useRef<TerminalHands>(undefined);
  const runner = useRef<RunInTerminal>(undefined);
  const announce = useAnnounce();

  const setHands = useCallback((next: TerminalHands | undefined) => {
    hands.current = next;
  }, []);
  const setRunner = useCallback((run: RunInTerminal | undefined) => {
    runner.current = run;
  }, []);
  const getHands = useCallback(() => hands.current, []);
  const runInTerminal = useCallback(
    (code: string, terminal?: string) => {
      if (!hands.current || !runner.current) return announce("Your machine is not ready yet.");
      show("terminal");
      runner.current(code, terminal);
    },
    [announce],
  );
  const copy = useCallback(
    async (text: string) => {
      const copied = await writeClipboard(text);
      if (copied) announce("Copied.");
      else setUnwritten(text);
      return copied;
    },
    [announce],
  );

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "F6" || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      moveToRegion(event.shiftKey ? "previous" : "next");
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const desk = useMemo(
    () => ({ view, show, full, setFull, runInTerminal, setRunner, setHands, getHands, copy }),
    [view, full, runInTerminal, setRunner, setHands, getHands, copy],
  );
  return (
    <DeskContext value={desk}>
      {children}
      <CopyDialog text={unwritten} onClose={() => setUnwritten(undefined)} />
    </DeskContext>
  );
}

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("invariant: used outside a DeskProvider");
  return desk;
}
