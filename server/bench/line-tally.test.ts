import { expect, it } from "vitest";
import { LineTally } from "./line-tally.ts";

const tallied = (...pieces: string[]) => {
  const tally = new LineTally();
  for (const piece of pieces) tally.add(piece);
  return { lines: tally.lines, lost: tally.lost, repeated: tally.repeated };
};

it.each([
  [
    "all is there, in pieces",
    ["$ seq\r\n\x1b]133;C\x07n 1\r", "\nn", " 2\r\nn 3\r\n"],
    { lines: 3, lost: 0, repeated: 0 },
  ],
  ["a line is missing", ["n 1\r\nn 2\r\nn 4\r\n"], { lines: 4, lost: 5, repeated: 0 }],
  ["lines come twice", ["n 1\r\nn 2\r\nn 1\r\nn 2\r\nn 3\r\n"], { lines: 3, lost: 0, repeated: 10 }],
  ["a part of a line is missing", ["n 9\r\nn 1\r\nn \r\nn 3\r\n"], { lines: 3, lost: 9, repeated: 0 }],
])("%s", (_what, pieces, counts) => {
  expect(tallied(...pieces)).toEqual(counts);
});
