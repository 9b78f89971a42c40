/** What a key press in the terminal means besides typing. */
export type TerminalShortcut = "copy" | "paste" | "find" | "leave" | "leave-back";

type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/**
 * Ctrl or Cmd + C copies only while text is selected, and interrupts otherwise. Letters are told by what they type
 * and, on keyboards without Latin letters, by their place.
 */
export function shortcutOf(pressed: Pressed, hasSelection: boolean): TerminalShortcut | undefined {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = pressed;
  if (altKey) return undefined;
  if (key === "F6") return shiftKey ? "leave-back" : "leave";
  if (key === "Insert" && shiftKey && !ctrlKey) return "paste";
  if (key === "Insert" && ctrlKey && hasSelection) return "copy";
  if (ctrlKey === metaKey) return undefined;
  switch (letterOf(pressed)) {
    case "c":
      return hasSelection || shiftKey ? "copy" : undefined;
    case "v":
      return "paste";
    case "f":
      return shiftKey ? undefined : "find";
    default:
      return undefined;
  }
}

function letterOf({ key, code }: Pressed): string | undefined {
  const typed = key.toLowerCase();
  return /^[a-z]$/.test(typed) ? typed : /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
}
