import { expect, it } from "vitest";
import { DrawnPage } from "./drawn-page.ts";
import { KeptPages } from "./kept-pages.ts";

const page = (bytes: number, status = 200) =>
  new DrawnPage(
    { status, headers: { "content-type": "text/html" }, body: Buffer.alloc(bytes, "a") },
    "a-nonce-that-is-not-in-it",
  );

/** Pages of 100 bytes, and how often each was drawn. */
function shelf(mostBytes: number) {
  const kept = new KeptPages(mostBytes);
  const drawn: string[] = [];
  const ask = (key: string) =>
    kept.get(key, async () => {
      drawn.push(key);
      return page(100);
    });
  return { kept, drawn, ask };
}

it("draws a page once, also when several ask for it at once", async () => {
  const { drawn, ask } = shelf(1_000);
  const [one, other] = await Promise.all([ask("a"), ask("a")]);
  expect(other).toBe(one);
  expect(await ask("a")).toBe(one);
  expect(await ask("b")).not.toBe(one);
  expect(drawn).toEqual(["a", "b"]);
});

it("lets go of what was not asked for the longest", async () => {
  const { kept, drawn, ask } = shelf(300);
  for (const key of ["a", "b", "c", "a", "d"]) await ask(key);
  expect(kept.size).toBe(300);
  await ask("a");
  expect(drawn).toEqual(["a", "b", "c", "d"]);
  await ask("b");
  expect(drawn).toEqual(["a", "b", "c", "d", "b"]);
});

it("keeps nothing that is larger than all that it may keep", async () => {
  const kept = new KeptPages(50);
  expect((await kept.get("a", async () => page(100))).status).toBe(200);
  expect(kept.size).toBe(0);
});

it("keeps no answer that is not a whole page, and no failure", async () => {
  const { kept, drawn, ask } = shelf(1_000);
  expect((await kept.get("a", async () => page(100, 500))).status).toBe(500);
  await expect(kept.get("a", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect((await ask("a")).status).toBe(200);
  expect(drawn).toEqual(["a"]);
});
