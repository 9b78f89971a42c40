import { type FormEvent, useRef } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

interface PasteDialogProps {
  open: boolean;
  onClose: () => void;
  onPaste: (text: string) => void;
  onCloseFocus: () => void;
}

export function PasteDialog({ open, onClose, onPaste, onCloseFocus }: PasteDialogProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = field.current?.value ?? "";
    onClose();
    if (text !== "") onPaste(text);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || onClose()}
      onCloseFocus={onCloseFocus}
      title="Paste here first"
      description="Your browser does not let this page read the clipboard. Paste into the field, then send it on."
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <textarea
          ref={field}
          aria-label="Text for the terminal"
          rows={6}
          spellCheck={false}
          autoCapitalize="off"
          className="w-full rounded-control border border-line-strong bg-surface p-3 font-mono text-sm"
        />
        <Button type="submit" look="primary" className="self-start">
          Put into the terminal
        </Button>
      </form>
    </Dialog>
  );
}
