import { afterEach, expect, it } from "vitest";
import { drawScreen } from "./draw-screen.ts";
import { emptyScreen } from "./screen.ts";
import { type ScreenDrawer, workerScreenDrawer } from "./screen-drawer.ts";

const SIZE = { cols: 40, rows: 10 };
let drawer: ScreenDrawer;
afterEach(() => drawer.close());

it("draws as one draws here, one screen after the other", async () => {
  drawer = workerScreenDrawer();
  const pieces = [{ output: "\x1b[31mred\x1b[?1049hother" }, { size: { cols: 30, rows: 5 } }];
  const [first, second] = await Promise.all([
    drawer.draw(emptyScreen(SIZE), pieces),
    drawer.draw(emptyScreen(SIZE), [{ output: "another terminal\r\n" }]),
  ]);
  expect(first).toEqual(drawScreen(emptyScreen(SIZE), pieces));
  expect(second).toEqual(drawScreen(emptyScreen(SIZE), [{ output: "another terminal\r\n" }]));
});

it("tells what cannot be drawn, and draws the next", async () => {
  drawer = workerScreenDrawer();
  // Erases to the beginning at the very last cell, where xterm.js looks for a line beyond.
  const astray = [{ output: `\x1b[10;40H\x1b[1J` }];
  await expect(drawer.draw(emptyScreen(SIZE), astray)).rejects.toThrow();
  expect((await drawer.draw(emptyScreen(SIZE), [{ output: "fine" }])).lines).toContain("fine");
});

it("rejects what it was asked when its worker ends, and begins anew", async () => {
  drawer = workerScreenDrawer();
  const asked = drawer.draw(emptyScreen(SIZE), [{ output: "x".repeat(2_000_000) }]);
  const refused = expect(asked).rejects.toThrow("has ended");
  await drawer.close();
  await refused;
  expect((await drawer.draw(emptyScreen(SIZE), [{ output: "again" }])).lines).toContain("again");
});
