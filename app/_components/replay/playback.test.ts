import { expect, it } from "vitest";
import { parseCast } from "./cast.ts";
import { Playback } from "./playback.ts";

const FILE = [
  { version: 2, width: 80, height: 24 },
  [1, "o", "one "],
  [2, "o", "two "],
  [2, "r", "100x30"],
  [2, "m", "Run it"],
  [2, "o", "three "],
  [3, "o", "four"],
];

function opened() {
  const cast = parseCast(FILE.map((line) => JSON.stringify(line)).join("\n"));
  if (cast === undefined) throw new Error("invariant: it has a head");
  let calls: string[] = [];
  const playback = new Playback(cast, {
    write: (data) => calls.push(`write ${data}`),
    resize: ({ cols, rows }) => calls.push(`resize ${cols}x${rows}`),
    reset: ({ cols, rows }) => calls.push(`reset ${cols}x${rows}`),
  });
  return {
    cast,
    playback,
    taken() {
      const before = calls;
      calls = [];
      return before;
    },
  };
}

it("begins on a screen of its size, with the first that there is to see", () => {
  const { playback, taken } = opened();
  expect(taken()).toEqual(["reset 80x24", "write one "]);
  expect(playback.at).toBe(1);
});

it("goes forward by what is new, in order, and writes nothing twice", () => {
  const { playback, taken } = opened();
  taken();
  playback.show(2);
  expect(taken()).toEqual(["write two ", "resize 100x30", "write three "]);
  playback.show(2.5);
  expect(taken()).toEqual([]);
  playback.show(99);
  expect(taken()).toEqual(["write four"]);
  expect(playback.at).toBe(3);
});

it("goes back by beginning anew, with the size of the beginning", () => {
  const { playback, taken } = opened();
  playback.show(3);
  taken();
  playback.show(1);
  expect(taken()).toEqual(["reset 80x24", "write one "]);
  playback.show(-1);
  expect(taken()).toEqual(["reset 80x24"]);
});

it("with other pauses goes on from the same moment, and writes nothing twice", () => {
  const { playback, taken, cast } = opened();
  playback.show(2);
  taken();
  const longer = {
    ...cast,
    events: cast.events.map((event) => ({ ...event, at: event.at * 10 })),
    duration: 30,
  };
  playback.replace(longer, 20);
  playback.show(29);
  expect(taken()).toEqual([]);
  playback.show(30);
  expect(taken()).toEqual(["write four"]);
});
