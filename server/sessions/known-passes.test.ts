import { expect, it } from "vitest";
import type { TaskId } from "../protocol/ids.ts";
import { knownPasses } from "./known-passes.ts";

it("goes on with what was last read while nothing can be read, and tells each outage once", async () => {
  let store: Map<TaskId, Date> | undefined = new Map([["nap" as TaskId, new Date(1)]]);
  const faults: unknown[] = [];
  const passes = knownPasses(
    async () => {
      if (store === undefined) throw new Error("damaged");
      return store;
    },
    (error) => faults.push(error),
  );
  expect([...(await passes()).keys()]).toEqual(["nap"]);
  store = undefined;
  expect([...(await passes()).keys()]).toEqual(["nap"]);
  expect([...(await passes()).keys()]).toEqual(["nap"]);
  expect(faults).toEqual([new Error("damaged")]);
  store = new Map();
  expect([...(await passes()).keys()]).toEqual([]);
  store = undefined;
  await passes();
  expect(faults).toHaveLength(2);
});
