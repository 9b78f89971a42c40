import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { askedOnce } from "./asked-once.ts";

/** An engine that answers each question with its number, in a turn of its own. */
function counting() {
  const asked: string[] = [];
  const engine = askedOnce({
    async get(path) {
      const number = asked.push(path);
      await turn();
      if (path === "/away") throw new Error("the engine is away");
      return number;
    },
    follow: () => ({ dispose: () => {} }),
  });
  return { engine, asked };
}

it("gives all who ask in one turn the one reply, and all who ask on from there", async () => {
  const { engine, asked } = counting();
  const readTwo = async () => [await engine.get("/list"), await engine.get("/one")];
  expect(await Promise.all([readTwo(), readTwo(), engine.get("/other")])).toEqual([[1, 3], [1, 3], 2]);
  expect(asked).toEqual(["/list", "/other", "/one"]);
});

it("asks anew for who comes in a later turn, also before the reply", async () => {
  const { engine } = counting();
  const first = engine.get("/list");
  await turn();
  expect(await Promise.all([first, engine.get("/list")])).toEqual([1, 2]);
  expect(await engine.get("/list")).toBe(3);
});

it("tells all of them of a failure, and the next one asks again", async () => {
  const { engine, asked } = counting();
  const both = await Promise.allSettled([engine.get("/away"), engine.get("/away")]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(engine.get("/away")).rejects.toThrow("away");
  expect(asked).toHaveLength(2);
});
