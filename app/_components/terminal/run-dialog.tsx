import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import type { RunQuestion } from "./use-run-in-terminal.ts";

interface RunDialogProps {
  question: RunQuestion | undefined;
  onType: () => void;
  onOpen: () => void;
  onCancel: () => void;
  onCloseFocus: () => void;
}

/** Before a command is typed where a program, not the shell, would get it. */
export function RunDialog({ question, onType, onOpen, onCancel, onCloseFocus }: RunDialogProps) {
  return (
    <Dialog
      open={question !== undefined}
      onOpenChange={(open) => open || onCancel()}
      onCloseFocus={onCloseFocus}
      title="Something runs there"
      description={
        <>
          <code className="font-mono">{question?.running}</code> is running in {question?.tab.name}. What you
          type there goes to it, not to the shell.
        </>
      }
    >
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={onOpen} autoFocus>
          Open it in a new terminal
        </Button>
        <Button onClick={onType}>Type it there all the same</Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </Dialog>
  );
}
