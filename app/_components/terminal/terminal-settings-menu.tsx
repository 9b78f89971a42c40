import { ArrowLeft, ArrowRight, Minus, Pencil, Plus, Settings2 } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, useState } from "react";
import { useSession } from "../session/session-provider.tsx";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { SettingSwitch } from "../ui/setting-switch.tsx";
import { changedFontSize, MAX_FONT_PX, MIN_FONT_PX } from "./font-size.ts";
import type { TabActions } from "./use-tab-actions.ts";
import type { TerminalSettings } from "./use-terminal-settings.ts";

interface TerminalSettingsMenuProps {
  settings: TerminalSettings;
  actions: TabActions;
}

/** How terminals look in this browser, and what else can be done with the tab in front. */
export function TerminalSettingsMenu({ settings, actions }: TerminalSettingsMenuProps) {
  const { live } = useSession();
  const [open, setOpen] = useState(false);
  const tab = live.tabs.list.find(({ key }) => key === live.tabs.active);
  const { look } = settings;
  const resize = (by: 1 | -1) => settings.setFontSize(changedFontSize(look.fontSize, by));
  const onKey = (event: KeyboardEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    if (event.key !== "+" && event.key !== "=" && event.key !== "-") return;
    event.preventDefault();
    resize(event.key === "-" ? -1 : 1);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton label="Terminal settings">
          <Settings2 className="size-4" aria-hidden="true" />
        </IconButton>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label="Terminal settings"
          onKeyDown={onKey}
          className="appear z-50 flex max-h-(--radix-popover-content-available-height) w-80 max-w-[calc(100vw-1.5rem)] flex-col gap-4 overflow-y-auto rounded-panel border border-line bg-surface-raised p-4 text-ink shadow-raised"
        >
          <div className="flex items-center justify-between gap-4">
            <p id="terminal-font-size" className="text-[0.9375rem] font-medium">
              Text size
            </p>
            {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend in another place. */}
            <div role="group" aria-labelledby="terminal-font-size" className="flex items-center gap-1">
              <IconButton
                label="Smaller text"
                aria-keyshortcuts="Control+-"
                disabled={look.fontSize <= MIN_FONT_PX}
                onClick={() => resize(-1)}
              >
                <Minus className="size-4" aria-hidden="true" />
              </IconButton>
              <output aria-live="polite" className="w-16 text-center text-sm tabular-nums">
                {look.fontSize} px
              </output>
              <IconButton
                label="Larger text"
                aria-keyshortcuts="Control++"
                disabled={look.fontSize >= MAX_FONT_PX}
                onClick={() => resize(1)}
              >
                <Plus className="size-4" aria-hidden="true" />
              </IconButton>
            </div>
          </div>
          <SettingSwitch name="High contrast" on={look.highContrast} onChange={settings.setHighContrast}>
            White on black, and every colour clearly lighter.
          </SettingSwitch>
          <SettingSwitch name="Screen reader mode" on={look.screenReader} onChange={settings.setScreenReader}>
            The terminal offers its lines to a screen reader and reads new output aloud. It is slower with
            much output.
          </SettingSwitch>
          <SettingSwitch
            name="Ask before long pastes"
            on={!settings.pastesUnasked}
            onChange={(asks) => settings.setPastesUnasked(!asks)}
          >
            More than 5 lines are shown before they are sent.
          </SettingSwitch>
          {tab && (
            <div className="flex flex-wrap items-center gap-2 border-t border-line pt-3">
              <Button
                size="small"
                onClick={() => {
                  setOpen(false);
                  actions.askName(tab);
                }}
              >
                <Pencil className="size-4" aria-hidden="true" />
                Rename {tab.name}
              </Button>
              <IconButton
                label={`Move ${tab.name} left`}
                disabled={!actions.canMove(tab, -1)}
                onClick={() => actions.move(tab, -1)}
              >
                <ArrowLeft className="size-4" aria-hidden="true" />
              </IconButton>
              <IconButton
                label={`Move ${tab.name} right`}
                disabled={!actions.canMove(tab, 1)}
                onClick={() => actions.move(tab, 1)}
              >
                <ArrowRight className="size-4" aria-hidden="true" />
              </IconButton>
            </div>
          )}
          <p className="text-sm text-ink-muted">
            Your terminals are recorded:{" "}
            <a
              href="/recordings"
              target="_blank"
              rel="noopener"
              className="text-accent underline underline-offset-3 hover:text-accent-strong"
            >
              Your recordings
            </a>{" "}
            in a new tab. F6 leaves the terminal.
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
