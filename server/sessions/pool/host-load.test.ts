import { expect, it } from "vitest";
import { availableMbOf, pressureOf, watchHostLoad } from "./host-load.ts";

it("reads how long processes waited for a processor", () => {
  const text =
    "some avg10=41.72 avg60=7.02 avg300=1.53 total=90155\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
  expect(pressureOf(text)).toBe(41.72);
  expect(pressureOf("")).toBeUndefined();
});

it("reads what memory could be given away", () => {
  expect(availableMbOf("MemTotal: 2000 kB\nMemFree:  10 kB\nMemAvailable:    1000000 kB\n")).toBe(1_024);
  expect(() => availableMbOf("")).toThrow("MemAvailable");
});

it("looks at this machine", async () => {
  const host = watchHostLoad();
  const { availableMb } = await host.look();
  expect(availableMb).toBeGreaterThan(10);
  host.stop();
});
