import { describe, expect, it } from "vitest";
import { countPlaywright, countVitest, judge, sum } from "./test-results.mjs";

describe("judge", () => {
  it("takes a clean run as it is", () => {
    expect(judge({ passed: 5, failed: 0 }, 0)).toEqual({ passed: 5, failed: 0 });
    expect(judge({ passed: 5, failed: 2 }, 1)).toEqual({ passed: 5, failed: 2 });
  });

  it("counts a runner that left no report, or ran nothing, as one failure", () => {
    expect(judge(undefined, 0)).toEqual({ passed: 0, failed: 1 });
    expect(judge({ passed: 0, failed: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
  });

  it("counts a runner that ended badly with all tests passed as one failure", () => {
    expect(judge({ passed: 5, failed: 0 }, 1)).toEqual({ passed: 5, failed: 1 });
  });
});

describe("countVitest", () => {
  it("counts tests, and a file that could not be loaded once", () => {
    const report = {
      numPassedTests: 7,
      numFailedTests: 1,
      testResults: [
        { status: "failed", assertionResults: [{ status: "failed" }] },
        { status: "failed", assertionResults: [], message: "Cannot find module" },
        { status: "passed", assertionResults: [{ status: "passed" }] },
      ],
    };
    expect(countVitest(JSON.stringify(report))).toEqual({ passed: 7, failed: 2 });
  });

  it.each(["", "{", "{}", "null"])("has no count for %j", (text) => {
    expect(countVitest(text)).toBeUndefined();
  });
});

describe("countPlaywright", () => {
  it("counts a test that passed when tried again as passed, and errors outside tests", () => {
    const report = {
      stats: { expected: 3, flaky: 1, unexpected: 2, skipped: 4 },
      errors: [{ message: "x" }],
    };
    expect(countPlaywright(JSON.stringify(report))).toEqual({ passed: 4, failed: 3 });
  });

  it("has no count for what is no report", () => {
    expect(countPlaywright("Error: no config")).toBeUndefined();
  });
});

it("sums over runners", () => {
  const counts = [
    { passed: 1, failed: 0 },
    { passed: 20, failed: 3 },
  ];
  expect(sum(counts)).toEqual({ passed: 21, failed: 3 });
});
