import type { ReactNode } from "react";

/** What a program prints: to compare with, not to run. */
export function OutputBlock({ children }: { children?: ReactNode }) {
  return (
    <figure className="rounded-control bg-surface-sunken">
      <figcaption className="px-4 pt-2 text-xs text-ink-muted">Output</figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: wide text is scrolled by keyboard too.
        tabIndex={0}
        className="overflow-x-auto px-4 pt-1 pb-2.5 font-mono text-[0.8125rem] leading-5.5"
      >
        <code>{children}</code>
      </pre>
    </figure>
  );
}
