import { clsx } from "clsx";
import type { ComponentProps } from "react";

interface IconButtonProps extends ComponentProps<"button"> {
  /** What it does, as a verb: read out and shown on hover. */
  label: string;
}

export function IconButton({ label, className, type = "button", ...props }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={clsx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-control text-ink-muted transition-colors",
        "hover:bg-surface-sunken hover:text-ink disabled:opacity-50",
        className,
      )}
      {...props}
    />
  );
}
