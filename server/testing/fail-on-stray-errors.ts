import { afterEach, beforeEach, expect, vi } from "vitest";

/** A test that makes the product write to the console has met a fault that nothing else would show. */
let stray: string[] = [];

beforeEach(() => {
  stray = [];
  vi.spyOn(console, "error").mockImplementation((...words) => void stray.push(words.map(String).join(" ")));
});

afterEach(() => {
  vi.mocked(console.error).mockRestore?.();
  expect(stray, "written to console.error").toEqual([]);
});
