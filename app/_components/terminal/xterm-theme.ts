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

export const searchColours = {
  matchBackground: "#5b4a1c",
  matchOverviewRuler: "#e3b96b",
  activeMatchBackground: "#8a6a12",
  activeMatchColorOverviewRuler: "#f4d392",
} as const;
