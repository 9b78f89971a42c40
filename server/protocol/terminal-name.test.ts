import { expect, it } from "vitest";
import { TerminalName } from "./terminal-name.ts";

it.each([["server"], ["Terminal 1"], ["grün 日本"], ["x".repeat(40)], ["🐳".repeat(40)]])(
  "takes %j",
  (name) => {
    expect(TerminalName.parse(name)).toBe(name);
  },
);

it("leaves out spaces around a name", () => {
  expect(TerminalName.parse("  web  ")).toBe("web");
});

it.each([[""], ["   "], ["x".repeat(41)], ["a\nb"], ["a\x1b[31m"], ["a\u202eb"], ["a\u2028b"], [7]])(
  "refuses %j",
  (name) => {
    expect(TerminalName.safeParse(name).success).toBe(false);
  },
);
