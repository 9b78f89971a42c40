"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { keepPreference, readTheme, THEME_COOKIE, type Theme } from "../../_lib/preferences.ts";
import { IconButton } from "./icon-button.tsx";

const themes = [
  { value: "light", name: "Light", Icon: Sun },
  { value: "dark", name: "Dark", Icon: Moon },
  { value: "system", name: "As the system", Icon: Monitor },
] as const;

function wear(theme: Theme): void {
  keepPreference(THEME_COOKIE, theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const Current = themes.find((one) => one.value === theme)?.Icon ?? Monitor;
  const choose = (value: string) => {
    const chosen = readTheme(value);
    setTheme(chosen);
    wear(chosen);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Change theme">
          <Current className="size-4" aria-hidden="true" />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="appear z-50 min-w-44 rounded-panel border border-line bg-surface-raised p-1 shadow-raised"
        >
          <DropdownMenu.RadioGroup value={theme} onValueChange={choose}>
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
