import type { ITheme } from "@xterm/xterm";
import { describe, expect, it } from "vitest";
import { highContrastTheme, xtermTheme } from "./xterm-theme.ts";

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** `black` is left out: as text on the ground, xterm lifts it itself. */
const TEXT = [
  ...["foreground", "cursor", "red", "green", "yellow", "blue", "magenta", "cyan", "white"],
  ...["brightBlack", "brightRed", "brightGreen", "brightYellow", "brightBlue", "brightMagenta"],
  ...["brightCyan", "brightWhite"],
] as (keyof ITheme)[];

describe.each([
  ["usual", xtermTheme, 4.5],
  ["high contrast", highContrastTheme, 7],
] as const)("the %s theme", (_name, theme, wanted) => {
  it.each(TEXT)("shows %s clearly", (colour) => {
    expect(contrast(String(theme[colour]), String(theme.background))).toBeGreaterThanOrEqual(wanted);
  });

  it("shows selected text clearly", () => {
    const { foreground, selectionBackground } = theme;
    expect(contrast(String(foreground), String(selectionBackground))).toBeGreaterThanOrEqual(4.5);
  });
});
