import { clsx } from "clsx";
import type { ComponentProps } from "react";

interface IconButtonProps extends ComponentProps<"button"> {
  /** What it does, as a verb: read out and shown on hover. */
  label: string;
  tone?: "muted" | "accent";
}

export function IconButton({ label, tone = "muted", className, type = "button", ...props }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={clsx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-control transition-colors",
        "hover:bg-ink/7 disabled:opacity-50",
        tone === "accent" ? "text-accent aria-disabled:text-ink-muted" : "text-ink-muted hover:text-ink",
        className,
      )}
      {...props}
    />
  );
}
