import { expect, test } from "vitest";
import { parseDistribution } from "./distribution.ts";

test("a Debian host of any release builds on the release that the course is written for", () => {
  expect(parseDistribution('ID=debian\nVERSION_CODENAME=bookworm\nNAME="Debian GNU/Linux"\n')).toEqual({
    origin: "Debian",
    suite: "trixie",
  });
});

test("an Ubuntu host builds on its own release, and so does a system made from it", () => {
  expect(parseDistribution("ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n")).toEqual({
    origin: "Ubuntu",
    suite: "noble",
  });
  expect(
    parseDistribution('ID=mint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n'),
  ).toEqual({ origin: "Ubuntu", suite: "noble" });
});

test("other systems are told what is needed", () => {
  expect(() => parseDistribution("ID=fedora\n")).toThrow(/Debian and Ubuntu/);
});
