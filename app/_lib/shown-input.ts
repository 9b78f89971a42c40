const SIGNS: Readonly<Record<string, string>> = {
  "\r": "⏎",
  "\n": "⏎",
  "\t": "⇥",
  "\x7f": "⌫",
  "\x1b[A": "↑",
  "\x1b[B": "↓",
  "\x1b[C": "→",
  "\x1b[D": "←",
  "\x1bOA": "↑",
  "\x1bOB": "↓",
  "\x1bOC": "→",
  "\x1bOD": "←",
  "\x1b[200~": "",
  "\x1b[201~": "",
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control characters.
const KEYS = /\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])|[\x00-\x1f\x7f]/g;

/** What was typed, as a person can read it: Enter is ⏎, Ctrl C is ^C. `max` characters at most, the last ones. */
export function shownInput(text: string, max = 40): string {
  const shown = text.replace(KEYS, (key) => SIGNS[key] ?? signOf(key));
  const characters = Array.from(shown);
  return characters.length <= max ? shown : `…${characters.slice(1 - max).join("")}`;
}

function signOf(key: string): string {
  return key.length > 1 ? "⎋" : `^${String.fromCharCode(key.charCodeAt(0) + 64)}`;
}
