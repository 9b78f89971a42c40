import { Eraser, RotateCcw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../ui/button.tsx";
import { useSession } from "./session-provider.tsx";

type Way = "tidy" | "reset";

/** Two ways to begin again, each with a question first: this machine cleared, or a fresh one. */
export function StartAnew({ onDone }: { onDone: () => void }) {
  const { requests } = useSession();
  const [asked, setAsked] = useState<Way>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const reset = () => {
    onDone();
    void requests.reset();
  };
  const tidy = async () => {
    setBusy(true);
    setFault(undefined);
    const refusal = await requests.tidyUp();
    setBusy(false);
    if (refusal === undefined) onDone();
    else setFault(refusal.message);
  };
  const keep = () => {
    setAsked(undefined);
    setFault(undefined);
  };
  if (asked === undefined) {
    return (
      <div className="flex flex-wrap gap-2">
        <Button size="small" onClick={() => setAsked("tidy")}>
          <Eraser className="size-4" aria-hidden="true" />
          Back to the lesson's start
        </Button>
        <Button size="small" look="danger" onClick={() => setAsked("reset")}>
          <RotateCcw className="size-4" aria-hidden="true" />
          Reset the machine
        </Button>
      </div>
    );
  }
  return asked === "reset" ? (
    <Question
      words="Every container, image, volume and file on this machine is thrown away, and a fresh one takes its place. Your progress stays."
      yes={
        <Button size="small" look="danger" onClick={reset} autoFocus>
          Reset it
        </Button>
      }
      onNo={keep}
    />
  ) : (
    <Question
      words="Every container, network, volume and image that was not here when the lesson began is removed, and the lesson's files are as they were. Your terminals, your other files and your progress stay."
      yes={
        <Button size="small" look="danger" onClick={tidy} disabled={busy} autoFocus>
          {busy ? "Clearing…" : "Clear it"}
        </Button>
      }
      fault={fault}
      onNo={keep}
    />
  );
}

interface QuestionProps {
  readonly words: string;
  readonly yes: ReactNode;
  readonly fault?: string | undefined;
  readonly onNo: () => void;
}

function Question({ words, yes, fault, onNo }: QuestionProps) {
  return (
    <div className="flex flex-col gap-3 rounded-control bg-danger-soft p-3">
      <p className="text-sm">{words}</p>
      {fault && (
        <p role="alert" className="text-sm text-danger">
          {fault}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {yes}
        <Button size="small" onClick={onNo}>
          Keep it
        </Button>
      </div>
    </div>
  );
}
