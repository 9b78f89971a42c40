import { BookOpen, SquareTerminal } from "lucide-react";
import type { ReactNode } from "react";
import { useDesk, type View } from "./desk.tsx";
import { useUnseenTicks } from "./use-unseen-ticks.ts";

/** Where there is room for one: the bar that changes between lesson and terminal. */
export function ViewSwitch() {
  const ticks = useUnseenTicks();
  return (
    <nav
      aria-label="Lesson or terminal"
      className="hidden h-14 shrink-0 grid-cols-2 border-t border-line bg-surface narrow:grid"
    >
      <Switch to="lesson" name="Lesson" badge={ticks}>
        <BookOpen className="size-5" aria-hidden="true" />
      </Switch>
      <Switch to="terminal" name="Terminal" badge={0}>
        <SquareTerminal className="size-5" aria-hidden="true" />
      </Switch>
    </nav>
  );
}

interface SwitchProps {
  to: View;
  name: string;
  /** Tasks that ticked out of sight. */
  badge: number;
  children: ReactNode;
}

function Switch({ to, name, badge, children }: SwitchProps) {
  const { view, show } = useDesk();
  const here = view === to;
  return (
    <button
      type="button"
      aria-current={here ? "true" : undefined}
      onClick={() => show(to)}
      className="relative flex items-center justify-center gap-2 border-t-2 border-transparent text-sm font-medium text-ink-muted -outline-offset-4 aria-[current=true]:border-accent aria-[current=true]:text-ink"
    >
      {children}
      {name}
      {badge > 0 && (
        <span className="appear rounded-full bg-ok px-2 py-0.5 text-xs font-semibold text-surface">
          {badge} done
        </span>
      )}
    </button>
  );
}
