import { useEffect, useEffectEvent } from "react";
import { useStoredFlag } from "../ui/use-stored-flag.ts";
import { type ShortcutAction, shortcutOf } from "./shortcuts.ts";

export const NO_SINGLE_KEYS_FLAG = "slipway-no-single-keys";

/** What takes keys for itself: fields, the terminal, and whatever lies over the page. */
const OWNERS =
  "input, textarea, select, [contenteditable], .xterm, [role=dialog], [role=menu], [role=listbox], [role=tablist]";

/** A screen that takes no keys, though it can be clicked. */
const NO_OWNERS = "[data-replay-screen]";
/** What Space already works on. */
const PRESSED_BY_SPACE = "button, a, summary";

function ownsKey(target: Element, key: string): boolean {
  if (key === " " && target.closest(PRESSED_BY_SPACE)) return true;
  return target.closest(OWNERS) !== null && target.closest(NO_OWNERS) === null;
}

/** Runs a handler when its shortcut is pressed, unless the key belongs to a field, a terminal, a menu or a dialog. */
export function useShortcuts(handlers: Partial<Record<ShortcutAction, () => void>>): void {
  const [noSingleKeys] = useStoredFlag(NO_SINGLE_KEYS_FLAG);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    if (event.target instanceof Element && ownsKey(event.target, event.key)) return;
    const action = shortcutOf(event, !noSingleKeys);
    const handler = action && handlers[action];
    if (!handler) return;
    event.preventDefault();
    handler();
  });
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
