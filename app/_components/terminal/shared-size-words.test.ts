import { expect, it } from "vitest";
import { sharedSizeWords } from "./shared-size-words.ts";

const size = { cols: 80, rows: 24 };

it("says that the rest of a larger window is not used", () => {
  expect(sharedSizeWords(size, { cols: 120, rows: 24 })).toBe(
    "Sized 80 × 24 to fit another window of yours.",
  );
});

it.each([
  { cols: 60, rows: 40 },
  { cols: 120, rows: 20 },
])("says how to see what does not fit into $cols × $rows", (room) => {
  expect(sharedSizeWords(size, room)).toBe(
    "Sized 80 × 24 for another window of yours: scroll to see all of it.",
  );
});
