import { expect, it } from "vitest";
import { describePattern, literalOf, oneLine, quote, quoteList } from "./quote.ts";

it("makes one bounded line of anything", () => {
  expect(oneLine("a\u001b[31m\r\n\u200bb\u202ec", 50)).toBe("a b c");
  expect(oneLine("x".repeat(100), 10)).toBe(`${"x".repeat(9)}…`);
});

it("quotes without letting backticks out", () => {
  expect(quote("a`b")).toBe("`a'b`");
  expect(quote("\n")).toBe("(nothing)");
  expect(quoteList(["a", "b", "c", "d"])).toBe("`a`, `b`, `c` and 1 more");
  expect(quoteList(["a", "b"])).toBe("`a` and `b`");
});

it("knows a pattern that is nothing but text", () => {
  expect(literalOf("^sleep 600$")).toBe("sleep 600");
  expect(literalOf("^/home/learner/site/?$")).toBe("/home/learner/site");
  expect(literalOf("berths\\.txt")).toBe("berths.txt");
  expect(literalOf("a|b")).toBeUndefined();
  expect(literalOf("\\d+")).toBeUndefined();
  expect(describePattern("<[hH]1")).toBe("what matches `<[hH]1`");
});
