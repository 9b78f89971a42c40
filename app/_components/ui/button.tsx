import { clsx } from "clsx";
import type { ComponentProps } from "react";

const looks = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-line-strong bg-surface-raised text-ink hover:bg-surface-sunken",
  quiet: "text-ink-muted hover:bg-ink/7 hover:text-ink",
  danger: "border border-danger bg-surface-raised text-danger hover:bg-danger-soft",
} as const;

const sizes = { regular: "h-9 px-3.5 text-[0.9375rem]", small: "h-8 px-2.5 text-sm" } as const;

export type ButtonLook = keyof typeof looks;

/** Class names of a button, for links that should look like one. */
export function buttonStyle(look: ButtonLook = "secondary", size: keyof typeof sizes = "regular"): string {
  return clsx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap transition-colors",
    "disabled:opacity-50",
    looks[look],
    sizes[size],
  );
}

interface ButtonProps extends ComponentProps<"button"> {
  look?: ButtonLook;
  size?: keyof typeof sizes;
}

export function Button({ look, size, className, type = "button", ...props }: ButtonProps) {
  return <button type={type} className={clsx(buttonStyle(look, size), className)} {...props} />;
}
