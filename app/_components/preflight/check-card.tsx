import { clsx } from "clsx";
import { Check, Circle, LoaderCircle, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { type Verdict, verdictWords } from "./finding.ts";
import type { NamedFinding } from "./summary.ts";

const signs = {
  works: Check,
  limits: TriangleAlert,
  fails: X,
  running: LoaderCircle,
  untried: Circle,
} as const;
const tones: Record<Verdict, string> = {
  works: "text-ok",
  limits: "text-warn",
  fails: "text-danger",
  running: "text-ink-muted",
  untried: "text-ink-muted",
};

/** One check: its state in words and sign, what was found, what to do. `children`: what the person has to do for it. */
export function CheckCard({
  id,
  finding,
  children,
}: {
  id: string;
  finding: NamedFinding;
  children?: ReactNode;
}) {
  const { title, verdict, found, advice } = finding;
  const Sign = signs[verdict];
  return (
    <li data-check={id} data-verdict={verdict} className="border-b border-line py-5 sm:px-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-[1.0625rem] font-semibold tracking-tight">{title}</h2>
        <p className={clsx("flex items-center gap-1.5 text-sm font-medium", tones[verdict])}>
          <Sign className="size-4 shrink-0" aria-hidden="true" />
          {verdictWords[verdict]}
        </p>
      </div>
      <p className="mt-1.5 max-w-[44rem] leading-relaxed break-words">{found}</p>
      {advice !== undefined && (
        <p className="mt-1 max-w-[44rem] leading-relaxed break-words text-ink-muted">{advice}</p>
      )}
      {children}
    </li>
  );
}
