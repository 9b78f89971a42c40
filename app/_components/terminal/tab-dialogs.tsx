import { type FormEvent, useEffect, useRef, useState } from "react";
import { TERMINAL_NAME } from "../../../server/protocol/limits.ts";
import type { TerminalTab } from "../session/terminal-tabs.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import type { TabActions } from "./use-tab-actions.ts";

function focusTab(): void {
  document.querySelector<HTMLElement>('[data-region="terminal"] [role="tab"][data-state="active"]')?.focus();
}

/** The questions about a tab: its new name, and whether to end what runs in it. */
export function TabDialogs({ actions }: { actions: TabActions }) {
  const { closing, renaming } = actions;
  return (
    <>
      <Dialog
        open={closing !== undefined}
        onOpenChange={(open) => open || actions.endClosing()}
        onCloseFocus={focusTab}
        title={`Close ${closing?.tab.name}?`}
        description={
          <>
            <code className="font-mono">{closing?.running}</code> is running in it, and ends with it.
          </>
        }
      >
        <div className="flex gap-2">
          <Button look="danger" onClick={() => closing && void actions.close(closing.tab, true)}>
            Close it
          </Button>
          <Button onClick={actions.endClosing} autoFocus>
            Keep it
          </Button>
        </div>
      </Dialog>
      <Dialog
        open={renaming !== undefined}
        onOpenChange={(open) => open || actions.endRenaming()}
        onCloseFocus={focusTab}
        title={`Rename ${renaming?.name}`}
        description="The name stays with your machine, and shows in all your windows."
      >
        {renaming && <RenameForm tab={renaming} onName={(name) => actions.rename(renaming, name)} />}
      </Dialog>
    </>
  );
}

function RenameForm({ tab, onName }: { tab: TerminalTab; onName: (name: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState(false);
  useEffect(() => field.current?.select(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = field.current?.value.trim() ?? "";
    setFault(!TERMINAL_NAME.test(name));
    if (TERMINAL_NAME.test(name)) onName(name);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <input
        ref={field}
        aria-label="Name of the terminal"
        aria-invalid={fault}
        aria-describedby={fault ? "terminal-name-fault" : undefined}
        defaultValue={tab.name}
        autoComplete="off"
        spellCheck={false}
        className="h-11 w-full rounded-control border border-line-strong bg-surface px-3"
      />
      {fault && (
        <p id="terminal-name-fault" role="alert" className="text-sm text-danger">
          A name has 1 to 40 characters that can be seen.
        </p>
      )}
      <Button type="submit" look="primary" className="self-start">
        Rename
      </Button>
    </form>
  );
}
