import type { ITheme } from "@xterm/xterm";

/** Colours of the terminal, the same in both themes; each text colour has at least 4.5:1 on the ground. */
export const xtermTheme: ITheme = {
  background: "#11161b",
  foreground: "#dbe1e7",
  cursor: "#86bce8",
  cursorAccent: "#11161b",
  selectionBackground: "#2f5273",
  selectionInactiveBackground: "#27323d",
  scrollbarSliderBackground: "#75808c55",
  scrollbarSliderHoverBackground: "#75808c99",
  scrollbarSliderActiveBackground: "#75808ccc",
  black: "#39434e",
  red: "#f0827d",
  green: "#8bcb97",
  yellow: "#e3b96b",
  blue: "#7fb4ea",
  magenta: "#cba0e3",
  cyan: "#72c7c5",
  white: "#dbe1e7",
  brightBlack: "#8593a1",
  brightRed: "#ffa49e",
  brightGreen: "#aee3b2",
  brightYellow: "#f4d392",
  brightBlue: "#a6cdf7",
  brightMagenta: "#e0bdf3",
  brightCyan: "#9be0dc",
  brightWhite: "#f6f8fa",
};

/** For those who ask for more: each text colour has at least 7:1 on black. */
export const highContrastTheme: ITheme = {
  ...xtermTheme,
  background: "#000000",
  foreground: "#ffffff",
  cursor: "#ffffff",
  cursorAccent: "#000000",
  selectionBackground: "#1d4f7f",
  selectionInactiveBackground: "#3a3a3a",
  black: "#4a4a4a",
  red: "#ff9c97",
  green: "#9fe6ac",
  yellow: "#ffd98a",
  blue: "#a3d0ff",
  magenta: "#e3c1f7",
  cyan: "#93e4e1",
  white: "#ffffff",
  brightBlack: "#b8c2cc",
  brightRed: "#ffc2be",
  brightGreen: "#c8f5cd",
  brightYellow: "#ffe9bd",
  brightBlue: "#cbe4ff",
  brightMagenta: "#f0dcfb",
  brightCyan: "#c2f4f1",
  brightWhite: "#ffffff",
};

export const searchColours = {
  matchBackground: "#5b4a1c",
  matchOverviewRuler: "#e3b96b",
  activeMatchBackground: "#8a6a12",
  activeMatchColorOverviewRuler: "#f4d392",
} as const;
