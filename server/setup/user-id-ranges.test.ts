import { describe, expect, it } from "vitest";
import { freeStart, idsGranted, idsNeeded, parseRanges, rangeToAppend } from "./user-id-ranges.mjs";

describe("ranges of user ids", () => {
  it("reads ranges and passes over what is none", () => {
    const text = "# a comment\nada:100000:65536\n\nbroken line\ncontainers:1000000:65536\n";
    expect(parseRanges(text)).toEqual([
      { owner: "ada", start: 100_000, count: 65_536 },
      { owner: "containers", start: 1_000_000, count: 65_536 },
    ]);
  });

  it("adds up what sandboxes have been granted", () => {
    expect(idsGranted("containers:1000000:10\nada:5:99\ncontainers:2000000:5\n")).toBe(15);
    expect(idsGranted("")).toBe(0);
  });

  it("asks for a hundred sandboxes at least", () => {
    expect(idsNeeded(30)).toBe(100 * 65_536);
    expect(idsNeeded(200)).toBe(210 * 65_536);
  });

  it("starts at the first gap that nobody has in any file", () => {
    expect(freeStart(["", ""], 100)).toBe(1_000_000);
    expect(freeStart(["ada:100000:65536\n", ""], 100)).toBe(1_000_000);
    expect(freeStart(["ada:1000050:50\n", "ben:1000100:900\n"], 100)).toBe(1_001_000);
    expect(freeStart(["ada:1000100:50\n", ""], 100)).toBe(1_000_000);
    expect(freeStart(["ada:900000:200000\n", ""], 100)).toBe(1_100_000);
  });

  it("finds no gap beyond the last id", () => {
    expect(freeStart(["ada:1000000:4290000000\n"], 65_536 * 100)).toBeUndefined();
  });

  it("appends a line of its own", () => {
    expect(rangeToAppend("", 5, 10)).toBe("containers:5:10\n");
    expect(rangeToAppend("ada:1:2\n", 5, 10)).toBe("containers:5:10\n");
    expect(rangeToAppend("ada:1:2", 5, 10)).toBe("\ncontainers:5:10\n");
  });
});
