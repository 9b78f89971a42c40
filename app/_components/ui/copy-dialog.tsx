import { Dialog } from "./dialog.tsx";

interface CopyDialogProps {
  /** What the browser did not put on the clipboard; `undefined` = closed. */
  text: string | undefined;
  onClose: () => void;
}

export function CopyDialog({ text, onClose }: CopyDialogProps) {
  return (
    <Dialog
      open={text !== undefined}
      onOpenChange={(open) => open || onClose()}
      title="Copy by hand"
      description="Your browser does not let this page use the clipboard. The text is selected: press Ctrl-C or Cmd-C."
    >
      <textarea
        aria-label="Text to copy"
        readOnly
        defaultValue={text}
        rows={6}
        onFocus={(event) => event.currentTarget.select()}
        className="w-full rounded-control border border-line-strong bg-surface p-3 font-mono text-sm"
      />
    </Dialog>
  );
}
