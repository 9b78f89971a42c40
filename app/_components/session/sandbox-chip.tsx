"use client";

import { clsx } from "clsx";
import { Popover } from "radix-ui";
import { useState } from "react";
import { isReady } from "./live-state.ts";
import { MachineMenu } from "./machine-menu.tsx";
import { type ChipWords, chipWords } from "./machine-words.ts";
import { useSession } from "./session-provider.tsx";
import { useNow } from "./use-now.ts";

const tones: Record<ChipWords["tone"], string> = {
  calm: "bg-line-strong",
  ok: "bg-ok",
  warn: "bg-warn",
  danger: "bg-danger",
};

/** Always in view: the machine's state by name and its time. Opens to what it is made of, extend, and reset. */
export function SandboxChip() {
  const { live } = useSession();
  const making = live.machine !== undefined && !isReady(live);
  const now = useNow(making ? 200 : 1_000);
  const [open, setOpen] = useState(false);
  const { tone, name, detail } = chipWords(live, now);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        data-status={live.connection === "lost" ? "lost" : (live.machine?.state.status ?? "connecting")}
        className="inline-flex h-8 shrink-0 items-center gap-2 rounded-full border border-line-strong bg-surface-raised px-2.5 text-sm sm:px-3 lg:min-w-39 lg:justify-center hover:bg-surface-sunken"
      >
        <span aria-hidden="true" className={clsx("size-2 rounded-full", tones[tone])} />
        <span className="sr-only">Your machine: </span>
        <span className="font-medium">{name}</span>
        {detail && <span className="text-ink-muted tabular-nums">{detail}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label="Your machine"
          className="appear z-50 w-80 max-w-[calc(100vw-1.5rem)] rounded-panel border border-line bg-surface-raised p-4 text-ink shadow-raised"
        >
          <MachineMenu onDone={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
