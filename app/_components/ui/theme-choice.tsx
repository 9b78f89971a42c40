import type { Theme } from "../../../server/protocol/preferences.ts";
import { themes } from "./themes.ts";
import { useTheme, wearTheme } from "./use-theme.ts";

/** The themes side by side, one of them chosen. */
export function ThemeChoice({ initial }: { initial: Theme }) {
  const theme = useTheme(initial);
  return (
    <fieldset className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <legend className="float-left text-[0.9375rem] font-medium">Theme</legend>
      <div className="flex rounded-control border border-line-strong">
        {themes.map(({ value, name, Icon }) => (
          <label
            key={value}
            className="flex h-8 cursor-pointer items-center gap-1.5 rounded-[5px] px-2.5 text-sm has-checked:bg-accent-soft has-checked:font-semibold has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="theme"
              value={value}
              checked={theme === value}
              onChange={() => wearTheme(value)}
              className="sr-only"
            />
            <Icon className="size-4 text-ink-muted" aria-hidden="true" />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
