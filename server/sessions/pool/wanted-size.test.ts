import { expect, it } from "vitest";
import { wantedSize } from "./wanted-size.ts";

const BOUNDS = { min: 2, max: 10 };
const calm = { claims: 0, room: 30, availableMb: 16_000, waiting: 0 };

it.each([
  ["the least, when nobody asks", calm, 2],
  ["what was asked for lately", { ...calm, claims: 7 }, 7],
  ["the most, however many were asked for", { ...calm, claims: 300 }, 10],
  ["no more than the lab may have", { ...calm, claims: 7, room: 3 }, 3],
  ["none in a full lab", { ...calm, claims: 7, room: 0 }, 0],
  ["none in a lab that is more than full", { ...calm, room: -1 }, 0],
  ["fewer where memory is short", { ...calm, claims: 7, availableMb: 1_600 }, 2],
  ["none where memory is very short", { ...calm, claims: 7, availableMb: 900 }, 0],
  [
    "the same while its own machines take their memory",
    { ...calm, claims: 4, availableMb: 1_800, waiting: 4 },
    4,
  ],
])("wants %s", (_what, demand, wanted) => {
  expect(wantedSize(BOUNDS, demand).size).toBe(wanted);
});

it.each([
  ["the bounds", calm, 10],
  ["the lab's room", { ...calm, room: 3 }, 3],
  ["memory", { ...calm, availableMb: 1_600 }, 2],
])("could have as many as %s allow", (_what, demand, most) => {
  expect(wantedSize(BOUNDS, demand).most).toBe(most);
});
