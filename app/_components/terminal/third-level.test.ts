import { describe, expect, it } from "vitest";
import { isThirdLevel } from "./third-level.ts";

const press = (
  key: string,
  held: { ctrl?: boolean; alt?: boolean; altGr?: boolean; composing?: boolean },
) => ({
  key,
  ctrlKey: held.ctrl ?? false,
  altKey: held.alt ?? false,
  metaKey: false,
  isComposing: held.composing ?? false,
  getModifierState: (name: string) => name === "AltGraph" && (held.altGr ?? false),
});
const altGr = { ctrl: true, alt: true, altGr: true };

describe("on Windows", () => {
  it.each(["@", "|", "\\", "{", "€"])("AltGr types %s", (key) => {
    expect(isThirdLevel(press(key, altGr), "Win32")).toBe(true);
  });

  it.each([
    ["Ctrl with Alt, which is not AltGr", press("q", { ctrl: true, alt: true })],
    ["Alt alone", press("b", { alt: true })],
    ["Ctrl alone", press("c", { ctrl: true })],
    ["an arrow with AltGr", press("ArrowUp", altGr)],
    ["a dead key with AltGr", press("Dead", altGr)],
    ["a key while a word is composed", press("@", { ...altGr, composing: true })],
  ])("%s is no character", (_what, pressed) => {
    expect(isThirdLevel(pressed, "Win32")).toBe(false);
  });
});

it("Option types a character on a Mac, and Alt elsewhere does not", () => {
  expect(isThirdLevel(press("@", { alt: true }), "MacIntel")).toBe(true);
  expect(isThirdLevel(press("@", { alt: true }), "Linux x86_64")).toBe(false);
});
