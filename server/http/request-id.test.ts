import { expect, it } from "vitest";
import { requestIdOf } from "./request-id.ts";

it.each(["abcdef12", "6f1c2e34-9d10-4c55-8f57-0a1b2c3d4e5f", "proxy.7_1234567"])("keeps %j", (sent) => {
  expect(requestIdOf(sent)).toBe(sent);
});

it.each([
  undefined,
  "",
  "short",
  "a".repeat(65),
  "-abcdef12",
  "abc def 12",
  "abcdef12\n",
  "<b>abcdef12",
  ["abcdef12"],
])("makes a new one in place of %j", (sent) => {
  expect(requestIdOf(sent)).toMatch(/^[0-9a-f]{12}$/);
  expect(requestIdOf(sent)).not.toBe(requestIdOf(sent));
});
