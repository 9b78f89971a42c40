import { Timer } from "lucide-react";
import { useState } from "react";
import { atHand, type MachineFacts } from "../../../server/protocol/session-state.ts";
import { durationWords, timeLeftWords } from "../../_lib/time-words.ts";
import { Button } from "../ui/button.tsx";
import { timeLeft } from "./machine-words.ts";
import { useSession } from "./session-provider.tsx";
import { StartAnew } from "./start-anew.tsx";
import { useNow } from "./use-now.ts";

/** What the machine is made of, and what can be done with it. */
export function MachineMenu({ onDone }: { onDone: () => void }) {
  const { live, requests } = useSession();
  const now = useNow(1_000);
  const [fault, setFault] = useState<string>();
  const state = live.machine?.state;
  const machine = atHand(state);
  if (machine === undefined) {
    return (
      <p className="text-[0.9375rem] text-ink-muted">
        There is no machine to show at the moment. The terminal says why.
      </p>
    );
  }
  const left = now && timeLeft(live.machine, now.steady);
  const extend = async () => setFault((await requests.extend())?.message);
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h2 className="font-semibold">Your machine</h2>
        <p className="text-sm text-ink-muted">
          A machine of your own, with a Docker Engine of its own.
          {machine.readyAfterMs > 0 && ` It was ready after ${durationWords(machine.readyAfterMs)}.`}
          {state?.status === "frozen" &&
            " It stands still, because nothing was typed for a while. The next key wakes it."}
        </p>
      </div>
      <Facts machine={machine.machine} />
      <div className="flex items-center justify-between gap-3 border-t border-line pt-3">
        <p className="text-sm">
          <span className="font-medium tabular-nums">{left === undefined ? "…" : timeLeftWords(left)}</span>{" "}
          <span className="text-ink-muted">left</span>
        </p>
        <Button size="small" onClick={extend}>
          <Timer className="size-4" aria-hidden="true" />
          Extend
        </Button>
      </div>
      {fault && (
        <p role="alert" className="text-sm text-danger">
          {fault}
        </p>
      )}
      <StartAnew onDone={onDone} />
    </div>
  );
}

const size = (megabytes: number) =>
  megabytes >= 1000 ? `${(megabytes / 1000).toFixed(1)} GB` : `${megabytes} MB`;

function Facts({ machine }: { machine: MachineFacts }) {
  const facts = [
    ["System", machine.operatingSystem],
    ["Docker Engine", machine.engineVersion],
    ["Memory", size(machine.memoryMb)],
    ...(machine.diskMb === undefined ? [] : [["Disk", size(machine.diskMb)] as const]),
    ["Processors", String(machine.cpus)],
    ["Processes", `up to ${machine.processes}`],
    ["Host name", machine.hostname],
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-muted">{name}</dt>
          <dd className="text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
