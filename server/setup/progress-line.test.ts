import { describe, expect, it } from "vitest";
import { createReporter, runningLine } from "./progress-line.mjs";

function recorded(isTTY: boolean) {
  const written: string[] = [];
  let time = 0;
  const output = { isTTY, columns: 60, write: (text: string) => written.push(text) };
  return {
    reporter: createReporter(output, () => time),
    text: () => written.join(""),
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe("runningLine", () => {
  const running = new Map([
    ["Pages", { since: 2_000, text: "compiling" }],
    ["Images", { since: 0, text: "" }],
  ]);

  it("tells every step that runs, and the longest time", () => {
    expect(runningLine(running, 5_500, 80)).toBe("  … 5.5 s  Pages: compiling · Images");
  });

  it("fits the terminal", () => {
    const line = runningLine(running, 5_500, 20);
    expect(line).toHaveLength(19);
    expect(line.endsWith("…")).toBe(true);
  });

  it("is empty when nothing runs", () => {
    expect(runningLine(new Map(), 0, 80)).toBe("");
  });
});

describe("without a terminal", () => {
  it("says in one line what a step did or how long it took, with no control characters", () => {
    const { reporter, text, pass } = recorded(false);
    reporter.started("Pages");
    pass(33_000);
    reporter.done("Pages", "");
    reporter.started("Images");
    reporter.done("Images", "unchanged");
    expect(text()).toBe("  ✓ Pages              33 s\n  ✓ Images             unchanged\n");
  });

  it("reports on a long step now and then only", () => {
    const { reporter, text, pass } = recorded(false);
    reporter.started("Pages");
    for (let second = 0; second < 25; second += 1) {
      pass(1_000);
      reporter.progressed("Pages", "compiling");
    }
    expect(text()).toBe("  … Pages              10 s  compiling\n  … Pages              20 s  compiling\n");
  });

  it("names the step that failed", () => {
    const { reporter, text, pass } = recorded(false);
    reporter.started("Pages");
    pass(4_000);
    reporter.failed("Pages");
    expect(text()).toBe("  ✗ Pages              failed after 4.0 s\n");
  });
});

describe("on a terminal", () => {
  it("draws over one line and leaves one for each step", () => {
    const { reporter, text, pass } = recorded(true);
    reporter.started("Pages");
    reporter.progressed("Pages", "compiling");
    pass(1_200);
    reporter.done("Pages", "");
    reporter.close();
    expect(text().split("\n")).toHaveLength(2);
    expect(text()).toContain("\r\u001b[2K  ✓ Pages              1.2 s\n");
  });
});
