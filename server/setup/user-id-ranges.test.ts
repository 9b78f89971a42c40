import { describe, expect, it } from "vitest";
import {
  commandToGrant,
  freeStart,
  idsGranted,
  idsNeeded,
  parseRanges,
  rangeToAppend,
  sandboxesAtATime,
  wholeSandboxes,
} from "./user-id-ranges.mjs";

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

describe("ids of an ordinary user", () => {
  it("keep one for the network", () => {
    expect(wholeSandboxes([])).toBe(0);
    expect(wholeSandboxes([65_536])).toBe(0);
    expect(wholeSandboxes([65_537])).toBe(1);
    expect(wholeSandboxes([65_536, 65_536 * 40])).toBe(40);
    expect(wholeSandboxes([65_536, 65_536 * 40 + 1])).toBe(41);
  });

  it("count only as far as no sandbox's would lie in two ranges", () => {
    expect(wholeSandboxes([100_000, 65_536 * 40])).toBe(1);
    expect(wholeSandboxes([65_536 * 2, 10, 65_536 * 40])).toBe(2);
  });

  it("are enough while ten sandboxes are still being removed", () => {
    expect([sandboxesAtATime(40), sandboxesAtATime(10), sandboxesAtATime(3)]).toEqual([30, 0, 0]);
  });

  it("are asked for by one command, after which they are enough", () => {
    const texts = { subuid: "ada:100000:65536\nben:1000000:65536\n", subgid: "ada:100000:65536\n" };
    const [first, last] = [1_065_536, 1_065_536 + 40 * 65_536];
    expect(commandToGrant("ada", texts, 30)).toBe(
      `usermod --add-subuids ${first}-${last} --add-subgids ${first}-${last} ada`,
    );
    expect(sandboxesAtATime(wholeSandboxes([65_536, last - first + 1]))).toBeGreaterThanOrEqual(30);
  });

  it("that divide into no whole sandboxes are taken back first", () => {
    const texts = { subuid: "ada:100000:100000\n", subgid: "ada:100000:65536\n" };
    expect(commandToGrant("ada", texts, 1)).toMatch(
      /^usermod --del-subuids 100000-199999 --add-subuids 1000000-/,
    );
  });

  it("cannot be asked for where there is no gap", () => {
    expect(commandToGrant("ada", { subuid: "ben:1000000:4293000000\n", subgid: "" }, 30)).toBeUndefined();
  });
});
