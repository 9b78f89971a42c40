"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "../ui/icon-button.tsx";
import { useDesk } from "./desk.tsx";

const TICK_MS = 1_600;

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { copy } = useDesk();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), TICK_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton label={label} onClick={async () => setCopied(await copy(text))}>
      {copied ? (
        <Check className="size-4 text-ok" aria-hidden="true" />
      ) : (
        <Copy className="size-4" aria-hidden="true" />
      )}
    </IconButton>
  );
}
