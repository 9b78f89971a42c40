"use client";

import { Monitor } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { readTheme, type Theme } from "../../../server/protocol/preferences.ts";
import { useShortcuts } from "../keys/use-shortcuts.ts";
import { IconButton } from "./icon-button.tsx";
import { themes } from "./themes.ts";
import { toggleTheme, useTheme, wearTheme } from "./use-theme.ts";

export function ThemeSwitch({ initial, className }: { initial: Theme; className?: string }) {
  const theme = useTheme(initial);
  const Current = themes.find((one) => one.value === theme)?.Icon ?? Monitor;
  useShortcuts({ theme: toggleTheme });
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Change theme" className={className}>
          <Current className="size-4" aria-hidden="true" />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="appear z-50 min-w-44 rounded-panel border border-line bg-surface-raised p-1 shadow-raised"
        >
          <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => wearTheme(readTheme(value))}>
            {themes.map(({ value, name, Icon }) => (
              <DropdownMenu.RadioItem
                key={value}
                value={value}
                className="flex h-8 cursor-default items-center gap-2.5 rounded-control px-2 text-sm outline-none data-highlighted:bg-accent-soft data-[state=checked]:font-semibold"
              >
                <Icon className="size-4 text-ink-muted" aria-hidden="true" />
                {name}
                <DropdownMenu.ItemIndicator className="ml-auto text-accent">●</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
