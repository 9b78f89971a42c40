import type { ReactNode } from "react";

/** An action of the instrument's last lines. */
export function LineButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="min-h-6 shrink-0 rounded-control px-1.5 font-medium text-accent underline underline-offset-3 hover:text-accent-strong"
    >
      {children}
    </button>
  );
}
