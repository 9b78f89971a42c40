"use client";

import { useEffect, useState } from "react";
import { shownHandoverCode } from "../../../server/protocol/handover-code.ts";
import { writeClipboard } from "../../_lib/clipboard.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { askForCode, type CodeAnswer } from "./ask-for-code.ts";
import { QrPicture } from "./qr-picture.tsx";

interface HandoverDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const TIME: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };

/** A code for another device, made when the dialog opens. */
export default function HandoverDialog({ open, onOpenChange }: HandoverDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Continue on another device"
      description="Your progress, your machine and its terminals are there as they are here. Both devices can be used at once."
    >
      <FreshCode />
    </Dialog>
  );
}

function FreshCode() {
  const [answer, setAnswer] = useState<CodeAnswer>();
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time it is asked for, another one is made.
  useEffect(() => {
    const leaving = new AbortController();
    askForCode(leaving.signal).then((given) => leaving.signal.aborted || setAnswer(given));
    return () => leaving.abort();
  }, [asked]);
  const again = (
    <Button size="small" onClick={() => setAsked(asked + 1)}>
      Make another code
    </Button>
  );
  if (answer === undefined) return <p role="status">Making a code</p>;
  if (answer.kind === "refused") {
    return (
      <div className="flex flex-col items-start gap-3">
        <p role="alert" className="text-danger">
          {answer.message}
        </p>
        {again}
      </div>
    );
  }
  const shown = shownHandoverCode(answer.code);
  const page = new URL("/continue", window.location.href);
  const link = new URL(`?code=${shown}`, page).href;
  return (
    <div className="flex gap-5 max-sm:flex-col">
      <QrPicture
        text={link}
        label={`QR code of ${link}`}
        className="w-40 shrink-0 self-start rounded-control border border-line max-sm:w-48 max-sm:self-center"
      />
      <div className="min-w-0 flex-1">
        <ol className="flex list-decimal flex-col gap-3 pl-5">
          <li>
            Scan the picture, or open <span className="font-medium break-all select-all">{page.href}</span>{" "}
            there.
          </li>
          <li>
            Type this code, if it is not there yet:
            <output className="mt-1 block font-mono text-2xl font-semibold tracking-widest">{shown}</output>
          </li>
        </ol>
        <p className="mt-3 text-sm text-ink-muted">
          It works once, until {answer.expiresAt.toLocaleTimeString([], TIME)}. Who has it can continue as
          you: show it to nobody else.
        </p>
        {LOOPBACK.test(page.hostname) && (
          <p className="mt-2 text-sm text-warn">
            You use this lab by an address that only this computer knows. On another device, open the lab by
            its address in your network.
          </p>
        )}
        <div className="mt-3 flex flex-wrap gap-2">
          <CopyLink key={link} link={link} />
          {again}
        </div>
      </div>
    </div>
  );
}

/** For a link that goes to the other device as a message. */
function CopyLink({ link }: { link: string }) {
  const [fate, setFate] = useState<"copied" | "refused">();
  const copy = async () => setFate((await writeClipboard(link)) ? "copied" : "refused");
  return (
    <Button size="small" onClick={copy}>
      {fate === undefined
        ? "Copy the link"
        : fate === "copied"
          ? "Copied"
          : "Your browser copies nothing here"}
    </Button>
  );
}
