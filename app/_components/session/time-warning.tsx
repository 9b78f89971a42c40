"use client";

import { Timer } from "lucide-react";
import { useState } from "react";
import { atHand } from "../../../server/protocol/session-state.ts";
import { timeLeftWords } from "../../_lib/time-words.ts";
import { Button } from "../ui/button.tsx";
import { timeLeft } from "./machine-words.ts";
import { useSession } from "./session-provider.tsx";
import { useNow } from "./use-now.ts";

const MINUTE_MS = 60_000;

/** A bar at 5 minutes and again at 1 minute before a machine ends; one click gives it its full time again. */
export function TimeWarning() {
  const { live, requests } = useSession();
  const now = useNow(1_000);
  const [putAway, setPutAway] = useState<string>();
  const state = live.machine?.state;
  const left = now && timeLeft(live.machine, now.steady);
  const mark = left === undefined || left <= 0 ? undefined : warningMark(left);
  const machine = atHand(state);
  const name = machine && mark ? `${machine.expiresAt} ${mark}` : undefined;
  const shown = name !== undefined && name !== putAway;
  return (
    <div role="status">
      {shown && left !== undefined && (
        <div className="appear flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-warn-soft px-4 py-1.5 text-sm text-ink">
          <Timer className="size-4 text-warn" aria-hidden="true" />
          <p className="min-w-0 flex-1">
            Your machine ends in less than {mark === 1 ? "one minute" : "five minutes"}, with all that is on
            it.{" "}
            <span aria-hidden="true" className="whitespace-nowrap text-ink-muted tabular-nums">
              {timeLeftWords(left)} left
            </span>
          </p>
          <div className="flex gap-1">
            <Button size="small" onClick={() => void requests.extend()}>
              Extend
            </Button>
            <Button size="small" look="quiet" onClick={() => setPutAway(name)}>
              Hide
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

function warningMark(leftMs: number): 1 | 5 | undefined {
  if (leftMs <= MINUTE_MS) return 1;
  return leftMs <= 5 * MINUTE_MS ? 5 : undefined;
}
