"use client";

import { Play } from "lucide-react";
import { commandLines } from "../../_lib/command-lines.ts";
import { isReady } from "../session/live-state.ts";
import { useSession } from "../session/session-provider.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { useDesk } from "./desk.tsx";

/** A command to run: in the terminal by one click, or copied. The prompt sign is neither selected nor copied. */
export function CommandBlock(props: { "data-code"?: string; "data-in"?: string }) {
  const code = props["data-code"] ?? "";
  const terminal = props["data-in"];
  const { runInTerminal } = useDesk();
  const { live } = useSession();
  const ready = isReady(live);
  return (
    <figure
      aria-label="Command"
      data-command
      className="flex items-start rounded-control border border-line bg-surface-raised"
    >
      <pre className="min-w-0 flex-1 py-2.5 pl-4 font-mono text-[0.84375rem] leading-6">
        <code>
          {commandLines(code).map(({ text, prompt }, index) => {
            const key = `${index}-${text}`;
            return (
              <span key={key} className="flex">
                <span
                  aria-hidden="true"
                  className="w-5 shrink-0 text-accent select-none before:content-(--sign)"
                  style={{ "--sign": prompt ? '"$"' : '""' } as React.CSSProperties}
                />
                <span className="min-w-0 wrap-anywhere whitespace-pre-wrap">{`${text}\n`}</span>
              </span>
            );
          })}
        </code>
      </pre>
      <div className="flex shrink-0 p-1.5">
        <IconButton
          label={ready ? "Run in the terminal" : "Run in the terminal (your machine is not ready yet)"}
          aria-disabled={!ready}
          data-run
          tone="accent"
          onClick={() => runInTerminal(code, terminal)}
        >
          <Play className="size-4 fill-current" aria-hidden="true" />
        </IconButton>
        <CopyButton text={code} label="Copy the command" />
      </div>
    </figure>
  );
}
