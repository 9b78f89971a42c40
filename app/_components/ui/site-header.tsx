import Link from "next/link";
import type { ReactNode } from "react";
import type { Theme } from "../../../server/protocol/preferences.ts";
import type { ShortcutPlace } from "../keys/shortcuts.ts";
import { HelpDialog } from "../lesson/help-dialog.tsx";
import { BrandMark } from "./brand-mark.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

const pages = [
  { href: "/", name: "Lessons" },
  { href: "/images", name: "Images" },
  { href: "/recordings", name: "Recordings" },
] as const;

interface SiteHeaderProps {
  theme: Theme;
  /** The page it stands on. */
  here?: (typeof pages)[number]["href"];
  /** Of which keys its help tells. */
  places?: readonly ShortcutPlace[];
  /** What else the header offers. */
  children?: ReactNode;
}

/** The top of every page but a lesson's. */
export function SiteHeader({ theme, here, places = ["everywhere"], children }: SiteHeaderProps) {
  return (
    <header className="border-b border-line">
      <div className="mx-auto flex h-12 max-w-6xl items-center gap-2 px-4 sm:gap-5 sm:px-8">
        <Link
          href="/"
          aria-label="Slipway, to the course map"
          className="flex shrink-0 items-center gap-2 rounded-control font-semibold tracking-tight"
        >
          <BrandMark className="size-7" />
          <span className="max-sm:hidden">Slipway</span>
        </Link>
        <nav aria-label="Pages" className="flex flex-1 items-center text-sm sm:gap-1">
          {pages.map(({ href, name }) => (
            <Link
              key={href}
              href={href}
              aria-current={here === href ? "page" : undefined}
              className="rounded-control px-1.5 py-1.5 text-ink-muted sm:px-2 hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {name}
            </Link>
          ))}
        </nav>
        {children}
        <div className="flex items-center">
          <ThemeSwitch initial={theme} className="max-sm:hidden" />
          <HelpDialog
            theme={theme}
            places={places}
            description="Each lesson comes with a machine of your own. Tasks tick by themselves when they are done."
          />
        </div>
      </div>
    </header>
  );
}
