import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

interface DeleteDialogProps {
  open: boolean;
  title: string;
  /** Resolves to what went wrong, or nothing. */
  onDelete: () => Promise<string | undefined>;
  onClose: () => void;
  /** Where the focus goes: what asked may be gone. */
  onCloseFocus?: () => void;
}

/** The question before a recording is gone for good. */
export function DeleteDialog({ open, title, onDelete, onClose, onCloseFocus }: DeleteDialogProps) {
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const close = () => {
    setFault(undefined);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    const said = await onDelete();
    setBusy(false);
    if (said === undefined) close();
    else setFault(said);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(stays) => stays || close()}
      {...(onCloseFocus && { onCloseFocus })}
      title={title}
      description="What is deleted is gone for good: nobody can bring it back. Your downloads and your progress stay."
    >
      {fault !== undefined && (
        <p role="alert" className="mb-3 text-sm text-danger">
          {fault}
        </p>
      )}
      <div className="flex gap-2">
        <Button look="danger" onClick={() => void confirm()} disabled={busy}>
          Delete
        </Button>
        <Button onClick={close} autoFocus>
          Keep
        </Button>
      </div>
    </Dialog>
  );
}
