import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { lineCount } from "./line-count.ts";

interface PastePreviewProps {
  /** `undefined`: nothing to ask about. */
  text: string | undefined;
  onCancel: () => void;
  onSend: (text: string, neverAsk: boolean) => void;
  onCloseFocus: () => void;
}

/** A long paste is shown before the shell gets it. */
export function PastePreview({ text, onCancel, onSend, onCloseFocus }: PastePreviewProps) {
  const [neverAsk, setNeverAsk] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text !== undefined) onSend(text, neverAsk);
  };
  return (
    <Dialog
      open={text !== undefined}
      onOpenChange={(open) => open || onCancel()}
      onCloseFocus={onCloseFocus}
      title={`Paste ${lineCount(text ?? "")} lines?`}
      description="Enter sends them to the terminal. Escape leaves them out."
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <textarea
          readOnly
          rows={8}
          value={text ?? ""}
          aria-label="What would be pasted"
          className="max-h-60 w-full rounded-control border border-line bg-surface p-3 font-mono text-sm"
        />
        <label className="flex min-h-6 items-center gap-2 text-[0.9375rem]">
          <input
            type="checkbox"
            checked={neverAsk}
            onChange={(event) => setNeverAsk(event.target.checked)}
            className="size-5 accent-accent"
          />
          Don’t ask again in this browser
        </label>
        <div className="flex gap-2">
          <Button type="submit" look="primary" autoFocus>
            Paste
          </Button>
          <Button onClick={onCancel}>Leave it out</Button>
        </div>
      </form>
    </Dialog>
  );
}
