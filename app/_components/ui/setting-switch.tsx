import { Switch } from "radix-ui";
import { type ReactNode, useId } from "react";

interface SettingSwitchProps {
  name: string;
  on: boolean;
  onChange: (on: boolean) => void;
  /** What it does, in a sentence or two. */
  children: ReactNode;
}

/** A setting that is on or off. */
export function SettingSwitch({ name, on, onChange, children }: SettingSwitchProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <label htmlFor={id} className="text-[0.9375rem]">
        <span className="font-medium">{name}</span>
        <span id={`${id}-note`} className="block text-sm text-ink-muted">
          {children}
        </span>
      </label>
      <Switch.Root
        id={id}
        aria-describedby={`${id}-note`}
        checked={on}
        onCheckedChange={onChange}
        className="relative mt-0.5 h-6 w-11 shrink-0 rounded-full border border-line-strong bg-surface-sunken transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Switch.Thumb className="block size-4 translate-x-1 rounded-full bg-line-strong transition-transform data-[state=checked]:translate-x-5.5 data-[state=checked]:bg-on-accent" />
      </Switch.Root>
    </div>
  );
}
