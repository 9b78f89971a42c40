import { expect, it } from "vitest";
import { shownInput } from "./shown-input.ts";

it("shows keys that print nothing by a sign", () => {
  expect(shownInput("ls\t-l\r")).toBe("ls⇥-l⏎");
  expect(shownInput("\x03\x1b[A\x1bOB\x7f\x1b[5~")).toBe("^C↑↓⌫⎋");
});

it("shows a paste without its brackets", () => {
  expect(shownInput("\x1b[200~echo 1\necho 2\x1b[201~")).toBe("echo 1⏎echo 2");
});

it("shows the end of what is long, whole characters only", () => {
  expect(shownInput("abcdefgh😀😀", 4)).toBe("…h😀😀");
});
