import type { Finding } from "./finding.ts";

/** From here on lesson and terminal stand side by side. CSS pixels. */
const SIDE_BY_SIDE_PX = 900;
const NARROWEST_PX = 360;
const LOWEST_PX = 480;

export function screenFinding(size: { width: number; height: number } | undefined): Finding {
  if (!size) return { verdict: "running", found: "The window is being measured." };
  const { width, height } = size;
  const measured = `The window is ${width} by ${height} pixels`;
  if (width < NARROWEST_PX) {
    return {
      verdict: "limits",
      found: `${measured}: narrower than the lab is made for.`,
      advice: "Turn the phone, or zoom out.",
    };
  }
  if (width < SIDE_BY_SIDE_PX) {
    return {
      verdict: "limits",
      found: `${measured}: lesson and terminal take turns, with a switch at the bottom.`,
      advice: `From ${SIDE_BY_SIDE_PX} pixels of width on they stand side by side: make the window wider, or zoom out.`,
    };
  }
  if (height < LOWEST_PX) {
    return {
      verdict: "limits",
      found: `${measured}: the terminal has few lines.`,
      advice: "Make the window higher, or give the terminal the whole window by its button.",
    };
  }
  return { verdict: "works", found: `${measured}: lesson and terminal stand side by side.` };
}

export interface ClipboardTrial {
  readonly wrote: boolean;
  /** What was read back; `undefined` where the browser does not let a page read. */
  readonly read: string | undefined;
  readonly expected: string;
}

export function clipboardFinding(trial: ClipboardTrial | undefined): Finding {
  if (!trial) {
    return {
      verdict: "untried",
      found:
        "The browser may ask you for permission. A short text takes the place of what is on your clipboard now.",
    };
  }
  const paste = "Paste with Ctrl Shift V or Cmd V, or by the dialog that the terminal offers.";
  if (trial.wrote && trial.read === trial.expected) {
    return { verdict: "works", found: "The page may put text on the clipboard and read it." };
  }
  if (trial.wrote) {
    return {
      verdict: "limits",
      found: "The page may put text on the clipboard, and may not read it.",
      advice: paste,
    };
  }
  return {
    verdict: "limits",
    found: "The page may not use the clipboard.",
    advice: `Copy buttons show the text, selected, to be copied by hand. ${paste} Browsers give the clipboard to pages that come by https or from this computer.`,
  };
}

/** Signs of the course's commands that some keyboards hide behind AltGr, a dead key, or nowhere. */
export const SIGNS = [
  "|",
  "~",
  "\\",
  "/",
  "$",
  "{",
  "}",
  "[",
  "]",
  "<",
  ">",
  "&",
  '"',
  "'",
  "`",
  "@",
  "#",
  "*",
];

export function keyboardFinding(typed: string, gaveUp: boolean): Finding {
  const missing = SIGNS.filter((sign) => !typed.includes(sign));
  if (missing.length === 0)
    return { verdict: "works", found: "All signs that the commands need were typed." };
  const left = missing.join(" ");
  if (gaveUp) {
    return {
      verdict: "limits",
      found: `These could not be typed: ${left}`,
      advice:
        "With AltGr or a dead key they may need a second key, often the space bar. Commands of the lesson can be run with their button, and on a phone a bar above the keyboard has |, / and -.",
    };
  }
  if (typed === "") return { verdict: "untried", found: `Type these signs into the field: ${left}` };
  return { verdict: "running", found: `Still to type: ${left}` };
}
