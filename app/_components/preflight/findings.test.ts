import { describe, expect, it } from "vitest";
import {
  delayFinding,
  medianOf,
  pollingFinding,
  storageFinding,
  websocketFinding,
} from "./connection-findings.ts";
import { clipboardFinding, keyboardFinding, SIGNS, screenFinding } from "./device-findings.ts";
import { type NamedFinding, overall, summaryText } from "./summary.ts";
import type { WayTrial } from "./way-trial.ts";

const good: WayTrial = { opened: true, roundTripsMs: [10, 12, 90], knowsCookie: true };
const refused: WayTrial = { opened: false, reason: "websocket error", roundTripsMs: [] };
const cut: WayTrial = { opened: true, roundTripsMs: [10], lostAfterMs: 3_400 };

it("finds the middle, also between two", () => {
  expect([medianOf([]), medianOf([3]), medianOf([9, 1, 2]), medianOf([4, 1, 2, 9])]).toEqual([
    undefined,
    3,
    2,
    3,
  ]);
});

describe("the connection", () => {
  it("works where both ways do", () => {
    expect(pollingFinding(good).verdict).toBe("works");
    expect(websocketFinding(good, good).verdict).toBe("works");
  });

  it("has limits where WebSockets are refused or cut, as polling takes their place", () => {
    expect(websocketFinding(refused, good)).toMatchObject({ verdict: "limits" });
    expect(websocketFinding(refused, good).found).toContain("websocket error");
    expect(websocketFinding(cut, good)).toMatchObject({ verdict: "limits" });
    expect(websocketFinding(cut, good).found).toContain("after 3 s");
  });

  it("fails where nothing gets through", () => {
    expect(pollingFinding(refused).verdict).toBe("fails");
    expect(websocketFinding(refused, refused).verdict).toBe("fails");
    expect(delayFinding([refused, refused]).verdict).toBe("fails");
  });

  it("is being tested until there is news", () => {
    expect(pollingFinding(undefined).verdict).toBe("running");
    expect(websocketFinding(undefined, good).verdict).toBe("running");
    expect(delayFinding([undefined, undefined]).verdict).toBe("running");
  });
});

it.each([
  [12, "works", "at once"],
  [150, "works", "can be felt"],
  [300, "limits", "late"],
  [900, "limits", "tiring"],
] as const)("a round trip of %i ms %s: %s", (ms, verdict, words) => {
  const finding = delayFinding([{ ...good, roundTripsMs: [ms, ms, ms] }, undefined]);
  expect(finding.verdict).toBe(verdict);
  expect(finding.found).toContain(words);
  expect(finding.found).toContain(`${ms} ms (median of 3`);
});

it("the delay is that of the way the terminal will take", () => {
  const polling = { ...good, roundTripsMs: [70, 70] };
  expect(delayFinding([cut, polling]).found).toContain("70 ms");
});

it("without the lab's cookie nothing works, without other data a little less", () => {
  expect(storageFinding({ knowsCookie: false, keepsData: true }, true).verdict).toBe("fails");
  expect(storageFinding({ knowsCookie: true, keepsData: false }, true).verdict).toBe("limits");
  expect(storageFinding({ knowsCookie: true, keepsData: true }, true).verdict).toBe("works");
  expect(storageFinding({ knowsCookie: undefined, keepsData: true }, false).verdict).toBe("running");
  expect(storageFinding({ knowsCookie: undefined, keepsData: true }, true).verdict).toBe("fails");
});

it("a window is wide, narrow, too narrow, or low", () => {
  const verdicts = [
    [1440, 900],
    [800, 900],
    [320, 700],
    [1440, 400],
  ].map(([width = 0, height = 0]) => screenFinding({ width, height }).verdict);
  expect(verdicts).toEqual(["works", "limits", "limits", "limits"]);
});

it("a clipboard is tried by writing and reading back", () => {
  const trial = (wrote: boolean, read: string | undefined) =>
    clipboardFinding({ wrote, read, expected: "x" }).verdict;
  expect([trial(true, "x"), trial(true, undefined), trial(true, "y"), trial(false, undefined)]).toEqual([
    "works",
    "limits",
    "limits",
    "limits",
  ]);
  expect(clipboardFinding(undefined).verdict).toBe("untried");
});

it("a keyboard has all signs, or names those that it lacks", () => {
  expect(keyboardFinding("", false).verdict).toBe("untried");
  expect(keyboardFinding(SIGNS.join(""), false).verdict).toBe("works");
  const some = SIGNS.filter((sign) => sign !== "~").join("");
  expect(keyboardFinding(some, false)).toMatchObject({ verdict: "running", found: "Still to type: ~" });
  expect(keyboardFinding(some, true)).toMatchObject({
    verdict: "limits",
    found: expect.stringContaining("~"),
  });
});

describe("the summary", () => {
  const named = (verdict: NamedFinding["verdict"], title: string, needed = true): NamedFinding => ({
    title,
    needed,
    verdict,
    found: "It was seen.",
    ...(verdict === "works" ? {} : { advice: "Do this." }),
  });

  it("says the worst first, and waits only for what is needed", () => {
    expect(overall([named("works", "A"), named("fails", "B"), named("running", "C")]).words).toContain(
      "trouble: B.",
    );
    expect(overall([named("works", "A"), named("running", "C")]).verdict).toBe("running");
    expect(overall([named("limits", "A"), named("untried", "C", false)]).words).toContain("with limits: A.");
    expect(overall([named("works", "A"), named("running", "C", false)])).toMatchObject({ verdict: "works" });
  });

  it("has a line for each finding, and what to do", () => {
    const text = summaryText([named("works", "A"), named("limits", "B")], {
      origin: "https://lab.example",
      at: "today",
      browser: "a browser",
    });
    expect(text).toContain("https://lab.example\ntoday\na browser\n");
    expect(text).toContain("A: Works. It was seen.\n");
    expect(text).toContain("B: Works with limits. It was seen.\n  Do this.\n");
  });
});
