import { expect, it } from "vitest";
import { shortcutOf } from "./clipboard-keys.ts";

function press(keys: string) {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  return {
    key,
    code: key.length === 1 ? `Key${key.toUpperCase()}` : key,
    ctrlKey: parts.includes("Ctrl"),
    metaKey: parts.includes("Cmd"),
    shiftKey: parts.includes("Shift"),
    altKey: parts.includes("Alt"),
  };
}

it.each([
  ["Ctrl+c", true, "copy"],
  ["Ctrl+c", false, undefined],
  ["Cmd+c", true, "copy"],
  ["Ctrl+Shift+C", false, "copy"],
  ["Ctrl+Insert", true, "copy"],
  ["Ctrl+v", false, "paste"],
  ["Cmd+v", false, "paste"],
  ["Ctrl+Shift+V", false, "paste"],
  ["Shift+Insert", true, "paste"],
  ["Ctrl+f", false, "find"],
  ["F6", false, "leave"],
  ["Shift+F6", false, "leave-back"],
  ["c", true, undefined],
  ["Ctrl+Alt+v", false, undefined],
  ["Ctrl+d", false, undefined],
] as const)("takes %s with selection %s for %s", (keys, selected, meaning) => {
  expect(shortcutOf(press(keys), selected)).toBe(meaning);
});

it("tells C by its place on a keyboard without Latin letters", () => {
  expect(shortcutOf({ ...press("Ctrl+с"), code: "KeyC" }, true)).toBe("copy");
});
