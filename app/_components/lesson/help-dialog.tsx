"use client";

import { CircleQuestionMark, MonitorSmartphone } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Theme } from "../../../server/protocol/preferences.ts";
import { type ShortcutPlace, shortcuts } from "../keys/shortcuts.ts";
import { NO_SINGLE_KEYS_FLAG, useShortcuts } from "../keys/use-shortcuts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { SettingSwitch } from "../ui/setting-switch.tsx";
import { ThemeChoice } from "../ui/theme-choice.tsx";
import { useStoredFlag } from "../ui/use-stored-flag.ts";

/** Its picture's maker is loaded when it is first opened. */
const HandoverDialog = lazy(() => import("../handover/handover-dialog.tsx"));

export const SCREEN_READER_FLAG = "slipway-screen-reader";

interface HelpDialogProps {
  theme: Theme;
  /** The kinds of keys that work on this page, in the order to list them. */
  places: readonly ShortcutPlace[];
  description: string;
}

const titles: Record<ShortcutPlace, string> = {
  everywhere: "Everywhere",
  lesson: "In a lesson, outside the terminal",
  terminal: "In the terminal",
  replay: "While a recording is shown",
};

/** Keys of the page, and the settings that this browser remembers. */
export function HelpDialog({ theme, places, description }: HelpDialogProps) {
  const [open, setOpen] = useState<"help" | "handover">();
  const [screenReader, setScreenReader] = useStoredFlag(SCREEN_READER_FLAG);
  const [noSingleKeys, setNoSingleKeys] = useStoredFlag(NO_SINGLE_KEYS_FLAG);
  useShortcuts({ help: () => setOpen("help") });
  const showHelp = (shown: boolean) => setOpen(shown ? "help" : undefined);
  return (
    <>
      <IconButton label="Help and keyboard shortcuts" onClick={() => setOpen("help")}>
        <CircleQuestionMark className="size-4" aria-hidden="true" />
      </IconButton>
      <Dialog open={open === "help"} onOpenChange={showHelp} title="Help" description={description}>
        {places.map((place) => (
          <ShortcutList key={place} place={place} singleKeys={!noSingleKeys} />
        ))}
        <div className="mt-5 flex flex-col gap-4 border-t border-line pt-4">
          <ThemeChoice initial={theme} />
          <SettingSwitch
            name="Single-key shortcuts"
            on={!noSingleKeys}
            onChange={(on) => setNoSingleKeys(!on)}
          >
            Shortcuts of one letter or sign. Switched off, Ctrl K, Cmd K, F6 and the keys of the terminal
            remain.
          </SettingSwitch>
          {places.includes("terminal") && (
            <SettingSwitch name="Screen reader mode" on={screenReader} onChange={setScreenReader}>
              The terminal offers its lines to a screen reader and reads new output aloud. It is slower with
              much output.
            </SettingSwitch>
          )}
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <p className="text-sm text-ink-muted">
              Go on where you are on a phone, a tablet, another browser.
            </p>
            <Button size="small" onClick={() => setOpen("handover")}>
              <MonitorSmartphone className="size-4" aria-hidden="true" />
              Continue on another device
            </Button>
          </div>
          <p className="text-sm text-ink-muted">
            What your terminals printed can be played again:{" "}
            <a
              href="/recordings"
              target="_blank"
              rel="noopener"
              className="text-accent underline underline-offset-3 hover:text-accent-strong"
            >
              Your recordings
            </a>{" "}
            in a new tab.
          </p>
          <p className="text-sm text-ink-muted">
            Keys show late, or the connection is lost?{" "}
            <a
              href="/preflight"
              target="_blank"
              rel="noopener"
              className="text-accent underline underline-offset-3 hover:text-accent-strong"
            >
              Test the connection
            </a>{" "}
            in a new tab.
          </p>
        </div>
      </Dialog>
      <Suspense>
        {open === "handover" && (
          <HandoverDialog open onOpenChange={(shown) => setOpen(shown ? "handover" : undefined)} />
        )}
      </Suspense>
    </>
  );
}

function ShortcutList({ place, singleKeys }: { place: ShortcutPlace; singleKeys: boolean }) {
  const rows = shortcuts
    .filter(({ where }) => where === place)
    .map((row) => ({ ...row, keys: singleKeys || !row.single ? row.keys : row.keys.slice(1) }))
    .filter(({ keys }) => keys.length > 0);
  if (rows.length === 0) return null;
  return (
    <section className="mt-4 first:mt-0">
      <h3 className="text-[0.9375rem] font-semibold">{titles[place]}</h3>
      <dl className="mt-2 grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[10.5rem_1fr] sm:gap-y-2">
        {rows.map(({ keys, meaning }) => (
          <div key={meaning} className="contents max-sm:flex max-sm:items-baseline max-sm:gap-3">
            <dt className="flex flex-wrap content-start gap-1">
              {keys.map((one) => (
                <kbd
                  key={one}
                  className="rounded-[4px] border border-line bg-surface-sunken px-1.5 font-sans whitespace-nowrap"
                >
                  {one}
                </kbd>
              ))}
            </dt>
            <dd className="text-ink-muted max-sm:mb-1">{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
