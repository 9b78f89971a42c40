"use client";

import { CircleQuestionMark } from "lucide-react";
import { Switch } from "radix-ui";
import { useState } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { useStoredFlag } from "../ui/use-stored-flag.ts";

export const SCREEN_READER_FLAG = "slipway-screen-reader";

const shortcuts = [
  ["F6, Shift F6", "Leave the terminal: go to the next part of the page, or back"],
  ["Ctrl C, Cmd C", "Copy what is selected; with nothing selected, interrupt the program"],
  ["Ctrl Shift C", "Copy what is selected"],
  ["Ctrl V, Ctrl Shift V, Shift Insert", "Paste; several lines go as one paste"],
  ["Right click", "Copy what is selected; with nothing selected, paste"],
  ["Shift right click", "The browser's own menu"],
  ["Ctrl F", "Search what the terminal has printed"],
  ["Arrow keys on a tab", "Go to another terminal; Delete closes the one in front"],
] as const;

/** Keys of the page, and settings for reading the terminal aloud. */
export function HelpDialog() {
  const [open, setOpen] = useState(false);
  const [screenReader, setScreenReader] = useStoredFlag(SCREEN_READER_FLAG);
  return (
    <>
      <IconButton label="Help and keyboard shortcuts" onClick={() => setOpen(true)}>
        <CircleQuestionMark className="size-4" aria-hidden="true" />
      </IconButton>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Help"
        description="The lesson is on one side, your machine on the other. Tasks tick by themselves when they are done."
      >
        <h3 className="font-semibold">Keys</h3>
        <dl className="mt-2 grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[minmax(7rem,auto)_1fr] sm:gap-y-2">
          {shortcuts.map(([keys, meaning]) => (
            <div key={keys} className="contents">
              <dt className="flex flex-wrap content-start gap-1">
                {keys.split(", ").map((one) => (
                  <kbd
                    key={one}
                    className="rounded-[4px] border border-line bg-surface-sunken px-1.5 font-sans whitespace-nowrap"
                  >
                    {one}
                  </kbd>
                ))}
              </dt>
              <dd className="text-ink-muted max-sm:mb-2">{meaning}</dd>
            </div>
          ))}
        </dl>
        <div className="mt-5 flex items-start justify-between gap-4 border-t border-line pt-4">
          <label htmlFor="screen-reader" className="text-[0.9375rem]">
            <span className="font-medium">Screen reader mode</span>
            <span id="screen-reader-note" className="block text-sm text-ink-muted">
              The terminal offers its lines to a screen reader and reads new output aloud. It is slower with
              much output.
            </span>
          </label>
          <Switch.Root
            id="screen-reader"
            aria-describedby="screen-reader-note"
            checked={screenReader}
            onCheckedChange={setScreenReader}
            className="relative mt-0.5 h-6 w-11 shrink-0 rounded-full border border-line-strong bg-surface-sunken transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent"
          >
            <Switch.Thumb className="block size-4 translate-x-1 rounded-full bg-line-strong transition-transform data-[state=checked]:translate-x-5.5 data-[state=checked]:bg-on-accent" />
          </Switch.Root>
        </div>
      </Dialog>
    </>
  );
}
