import { describe, expect, it } from "vitest";
import { type KeyPress, shortcutOf, shortcuts } from "./shortcuts.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  isComposing: false,
  ...more,
});

describe("shortcutOf", () => {
  it("knows a single key", () => {
    expect(shortcutOf(press("n"), true)).toBe("next-step");
    expect(shortcutOf(press("?", { shiftKey: true }), true)).toBe("help");
    expect(shortcutOf(press("/", { shiftKey: true }), true)).toBe("search");
  });

  it("leaves capitals, repeats, compositions and the browser's own keys alone", () => {
    expect(shortcutOf(press("N", { shiftKey: true }), true)).toBeUndefined();
    expect(shortcutOf(press("n", { repeat: true }), true)).toBeUndefined();
    expect(shortcutOf(press("n", { isComposing: true }), true)).toBeUndefined();
    expect(shortcutOf(press("n", { ctrlKey: true }), true)).toBeUndefined();
    expect(shortcutOf(press("d", { altKey: true }), true)).toBeUndefined();
    expect(shortcutOf(press("k", { ctrlKey: true, shiftKey: true }), true)).toBeUndefined();
  });

  it("knows single keys only while they are on, and Ctrl-K and Cmd-K always", () => {
    expect(shortcutOf(press("n"), false)).toBeUndefined();
    expect(shortcutOf(press("?"), false)).toBeUndefined();
    expect(shortcutOf(press("k", { ctrlKey: true }), false)).toBe("search");
    expect(shortcutOf(press("k", { metaKey: true }), false)).toBe("search");
  });

  it("gives no key two meanings", () => {
    const singles = shortcuts.flatMap(({ single }) => single ?? []);
    expect(new Set(singles).size).toBe(singles.length);
  });
});
