import type { TerminalSize } from "../../../protocol/payloads.ts";

export type Roll = (below: number) => number;

/** Numbers that look random and are the same in every run. */
export function dice(seed: number): Roll {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}

const NARROW = ["e\u0301", "\u2764\ufe0f", "grüße €"];
const MARKS = [...NARROW, "🐳", "\u4f60\u597d", "👩‍🚀"];

/**
 * One thing that programs print, of those that change what is seen or how a terminal goes on. Left out is what
 * `HeadlessScreen` does not claim; where the size changes, links and lines full of wide characters too.
 */
export function phrase(roll: Roll, { cols, rows }: TerminalSize, { resizes }: { resizes: boolean }): string {
  const any = <T>(choices: readonly T[]) => choices[roll(choices.length)] as T;
  const place = () => `\x1b[${1 + roll(rows)};${1 + roll(cols)}H`;
  const choices: (() => string)[] = [
    () => `word${roll(1000)} `,
    () => any(MARKS),
    () => any(resizes ? NARROW : MARKS).repeat(roll(cols)),
    () => "\r\n".repeat(1 + roll(3)),
    () => "\n",
    () => "\r",
    () => `${"long".repeat(roll(40))}\r\n`,
    () => "x".repeat(cols),
    () => `\x1b[${any([30, 90, 40, 100]) + roll(8)};${any([1, 2, 3, 4, 5, 7, 8, 9, 21, 53])}m`,
    () => `\x1b[4:${roll(6)};58:2::${roll(256)}:0:9m`,
    () => `\x1b[${any([38, 48])};2;${roll(256)};${roll(256)};${roll(256)}m`,
    () => `\x1b[${any([38, 48, 58])};5;${roll(256)}m`,
    () => `\x1b[${any([0, 22, 23, 24, 27, 39, 49, 55])}m`,
    () => "\x1b[m",
    place,
    () => `${place()}${" ".repeat(roll(5))}`,
    () => `\x1b[${any(["", "0"])}${any(["J", "K"])}`,
    () => `${place()}\b\x1b[${1 + roll(2)}${any(["J", "K"])}`,
    () => `\x1b[${1 + roll(4)}${any([..."ABCDEFGLMPX@STZI`d"])}`,
    () => `\x1b[4lz\x1b[${1 + roll(9)}b`,
    () =>
      `\x1b[?${any([1, 7, 12, 25, 45, 66, 9, 1000, 1002, 1003, 1004, 1006, 1016, 2004])}${any(["h", "l"])}`,
    () => `\b\x1b[24m\x1b[?6l\x1b[?${any([47, 1047, 1049])}${any(["h", "l"])}`,
    () => `\x1b[${any([4, 20])}${any(["h", "l", "l"])}`,
    () => `\x1b[?6${any(["h", "l", "l"])}`,
    () => `\x1b[${1 + roll(4)};${3 + roll(rows)}r`,
    () => "\x1b[r",
    () => `\x1b[${roll(7)} q`,
    () => `\x1b]${any([0, 2])};title ${roll(100)}${any(["\x07", "\x1b\\"])}`,
    () => (resizes ? "" : `\x1b]8;${any(["", "id=a"])};https://a.example/${roll(3)}\x07link\x1b]8;;\x07`),
    () => `\x1b]4;${roll(300)};rgb:1/2/${roll(10)}\x07`,
    () => `\x1b]${any([10, 11, 12])};#${100 + roll(800)}\x07`,
    () => any(["\x1b]104\x07", "\x1b]110\x07", "\x1b]104;3\x07"]),
    () => any(["\x1b=", "\x1b>"]),
    () => any(["\t", "\b", "\x1bM", "\x1bD", "\x1bE", "\x07", "\x1b#8"]),
    () => any(["\x1b[24m\x1b7", "\x1b8", "\x1b[24m\x1b[s", "\x1b[u"]),
    () => `${place()}\x1b[24m\x1b7`,
    () => any(["\x1bH", "\x1b[g", "\x1b[3g"]),
    () => any(["\x1b(0", "\x1b(B", "\x1b)0", "\x0e", "\x0f"]),
    () => "lqqk\x1b(B",
    () => any(['\x1b[1"q', '\x1b[0"q', "\x1b[?K", "\x1b[?J"]),
    () => any(["", "", "", "\x1bc", "\x1b[3J"]),
  ];
  return any(choices)();
}
