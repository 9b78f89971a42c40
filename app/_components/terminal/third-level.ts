type Pressed = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "altKey" | "metaKey" | "isComposing" | "getModifierState"
>;

/**
 * A character of a key's third level, on systems that report it as if it were a shortcut: AltGr on Windows is Ctrl with
 * Alt, Option on a Mac is Alt. xterm.js would know by the platform, but takes a page whose bundler gives it a `process`
 * for Node.
 */
export function isThirdLevel(pressed: Pressed, platform: string): boolean {
  const { key, ctrlKey, altKey, metaKey, isComposing } = pressed;
  if (isComposing || metaKey || !altKey || Array.from(key).length !== 1) return false;
  return ctrlKey ? pressed.getModifierState("AltGraph") : platform.startsWith("Mac");
}
