import { expect, it } from "vitest";
import { keepOpened } from "./keep-opened.ts";

it("opens once for all, and again after a failure", async () => {
  const outcomes = [Promise.reject(new Error("locked")), Promise.resolve("open"), Promise.resolve("twice")];
  const opened = keepOpened(() => outcomes.shift() ?? Promise.reject(new Error("asked too often")));
  const together = await Promise.allSettled([opened(), opened()]);
  expect(together.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await Promise.all([opened(), opened()])).toEqual(["open", "open"]);
  expect(await opened()).toBe("open");
  expect(outcomes).toHaveLength(1);
});
