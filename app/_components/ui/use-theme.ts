import { useSyncExternalStore } from "react";
import { readTheme, THEME_COOKIE, type Theme } from "../../../server/protocol/preferences.ts";
import { keepPreference } from "../../_lib/preferences.ts";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Puts a theme on the page, and remembers it. */
export function wearTheme(theme: Theme): void {
  keepPreference(THEME_COOKIE, theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

/** Light becomes dark and dark light, whichever of them is seen now. */
export function toggleTheme(): void {
  const chosen = readTheme(document.documentElement.dataset.theme);
  const isDark =
    chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  wearTheme(isDark ? "light" : "dark");
}

/** The theme that was chosen. `initial` is what the server drew. */
export function useTheme(initial: Theme): Theme {
  return useSyncExternalStore(
    subscribe,
    () => readTheme(document.documentElement.dataset.theme),
    () => initial,
  );
}
