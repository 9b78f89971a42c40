"use client";

import { Copy, RotateCw } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { readClipboard, writeClipboard } from "../../_lib/clipboard.ts";
import { Announcer, useAnnounce } from "../ui/announcer.tsx";
import { Button } from "../ui/button.tsx";
import { CopyDialog } from "../ui/copy-dialog.tsx";
import { CheckCard } from "./check-card.tsx";
import { delayFinding, pollingFinding, storageFinding, websocketFinding } from "./connection-findings.ts";
import { type ClipboardTrial, clipboardFinding, keyboardFinding, screenFinding } from "./device-findings.ts";
import type { Finding } from "./finding.ts";
import { keepsData } from "./keeps-data.ts";
import { type NamedFinding, overall, summaryText } from "./summary.ts";
import { useTrials } from "./use-trials.ts";
import { useWindowSize } from "./use-window-size.ts";

const TRIAL_TEXT = "Slipway: the clipboard works";

const needed = (title: string, finding: Finding): NamedFinding => ({ ...finding, title, needed: true });
const personal = (title: string, finding: Finding): NamedFinding => ({ ...finding, title, needed: false });

/** Tries what a lesson needs of this browser and of the way to the lab, and says what was found. Makes no machine. */
export function Preflight() {
  return (
    <Announcer>
      <Checks />
    </Announcer>
  );
}

function Checks() {
  const { trials, start, finished } = useTrials();
  const { polling, websocket } = trials;
  const size = useWindowSize();
  const [keeps, setKeeps] = useState(true);
  const [clipboard, setClipboard] = useState<ClipboardTrial>();
  const [field, setField] = useState("");
  /** Every character that has stood in the field: a sign that was typed and deleted again was typed. */
  const [typed, setTyped] = useState("");
  const [gaveUp, setGaveUp] = useState(false);
  const [unwritten, setUnwritten] = useState<string>();
  const announce = useAnnounce();
  useEffect(() => setKeeps(keepsData()), []);

  const storage = { knowsCookie: polling?.knowsCookie ?? websocket?.knowsCookie, keepsData: keeps };
  const checks = {
    polling: needed("Long polling", pollingFinding(polling)),
    websocket: needed("WebSocket", websocketFinding(websocket, polling)),
    delay: needed("Delay of a key", delayFinding([websocket, polling])),
    storage: needed("Cookies and storage", storageFinding(storage, finished)),
    screen: needed("Window", screenFinding(size)),
    clipboard: personal("Clipboard", clipboardFinding(clipboard)),
    keyboard: personal("Keyboard", keyboardFinding(typed, gaveUp)),
  };
  const findings = Object.values(checks);
  const { words } = overall(findings);

  async function tryClipboard(): Promise<void> {
    const wrote = await writeClipboard(TRIAL_TEXT);
    const read = await readClipboard();
    const trial = { wrote, read, expected: TRIAL_TEXT };
    setClipboard(trial);
    announce(clipboardFinding(trial).found);
  }

  async function copySummary(): Promise<void> {
    const text = summaryText(findings, {
      origin: window.location.origin,
      at: new Date().toString(),
      browser: navigator.userAgent,
    });
    if (await writeClipboard(text)) announce("Copied.");
    else setUnwritten(text);
  }

  return (
    <>
      <div className="self-start lg:sticky lg:top-14">
        <h1 className="text-[2.25rem] leading-[1.1] font-semibold tracking-[-0.03em] sm:text-[2.75rem]">
          Test the connection
        </h1>
        <p className="mt-3 max-w-md text-[1.0625rem] leading-relaxed text-ink-muted">
          Open this page in the room and on the computers where the lab will be used. It tries what a lesson
          needs, and makes no machine.
        </p>
        <p role="status" className="mt-5 max-w-md text-[1.0625rem] leading-relaxed font-medium">
          {words}
        </p>
        <div className="mt-5 flex flex-wrap gap-2">
          <Button look="primary" disabled={!finished} onClick={() => void copySummary()}>
            <Copy className="size-4" aria-hidden="true" />
            Copy the summary
          </Button>
          <Button disabled={!finished} onClick={start}>
            <RotateCw className="size-4" aria-hidden="true" />
            Test again
          </Button>
        </div>
        <p className="mt-3 max-w-md text-sm leading-relaxed text-ink-muted">
          The summary is plain text for whoever runs the lab or the network.
        </p>
      </div>
      <ul aria-label="Checks" className="border-t border-line">
        <CheckCard id="polling" finding={checks.polling} />
        <CheckCard id="websocket" finding={checks.websocket} />
        <CheckCard id="delay" finding={checks.delay} />
        <CheckCard id="storage" finding={checks.storage} />
        <CheckCard id="screen" finding={checks.screen} />
        <CheckCard id="clipboard" finding={checks.clipboard}>
          <Button size="small" className="mt-3" onClick={() => void tryClipboard()}>
            Try the clipboard
          </Button>
        </CheckCard>
        <CheckCard id="keyboard" finding={checks.keyboard}>
          <KeyboardField
            text={field}
            onText={(text) => {
              setField(text);
              setTyped((before) => [...new Set(before + text)].join(""));
            }}
            onGiveUp={() => {
              setGaveUp(true);
              announce(keyboardFinding(typed, true).found);
            }}
          />
        </CheckCard>
      </ul>
      <CopyDialog text={unwritten} onClose={() => setUnwritten(undefined)} />
    </>
  );
}

interface KeyboardFieldProps {
  text: string;
  onText: (text: string) => void;
  onGiveUp: () => void;
}

function KeyboardField({ text, onText, onGiveUp }: KeyboardFieldProps) {
  const id = useId();
  return (
    <div className="mt-3 flex flex-wrap items-end gap-2">
      <label htmlFor={id} className="min-w-0 flex-1 basis-64 text-sm text-ink-muted">
        Type here
        <input
          id={id}
          value={text}
          onChange={(event) => onText(event.target.value)}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          className="mt-1 block h-9 w-full rounded-control border border-line-strong bg-surface px-3 font-mono text-[0.9375rem] text-ink"
        />
      </label>
      <Button onClick={onGiveUp}>I cannot type the rest</Button>
    </div>
  );
}
