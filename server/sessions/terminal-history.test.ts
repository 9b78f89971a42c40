import { describe, expect, it } from "vitest";
import { drawScreen } from "./screen/draw-screen.ts";
import { HeadlessScreen } from "./screen/headless-screen.ts";
import { type Screen, textOf } from "./screen/screen.ts";
import type { ScreenDrawer } from "./screen/screen-drawer.ts";
import { lookOf } from "./screen/testing/look-of.ts";
import { DRAW_CHARS, type DrawnScreen, KEPT_CHARS, noPast, TerminalHistory } from "./terminal-history.ts";

const SIZE = { cols: 80, rows: 24 };
const LINE = `\x1b[m${"x".repeat(59)}\r\n`;
const PLAIN_LINE = `${"x".repeat(62)}\r\n`;

/** Draws when the test says so, and fails when it says that. */
function slowDrawer() {
  const asked: { draw(): void; fail(): void }[] = [];
  const drawer: ScreenDrawer = {
    draw: (base, pieces) =>
      new Promise<Screen>((resolve, reject) => {
        asked.push({
          draw: () => resolve(drawScreen(base, pieces)),
          fail: () => reject(new Error("no drawing today")),
        });
      }),
    close: async () => {},
  };
  return { drawer, asked };
}

function kept() {
  const { drawer, asked } = slowDrawer();
  const drawings: DrawnScreen[] = [];
  let settled = 0;
  const history = new TerminalHistory(drawer, noPast(SIZE), {
    drawn: (drawn) => void drawings.push(drawn),
    settled: () => {
      settled += 1;
    },
  });
  return { history, asked, drawings, settlings: () => settled };
}

const print = (history: TerminalHistory, chars: number, line = LINE) => {
  const piece = line.repeat(256);
  for (let left = chars; left > 0; left -= piece.length) history.append(piece);
};

/** What a page shows that writes the screen and all output after it, beside one that was never interrupted. */
function shown(drawn: DrawnScreen, after: string): ReturnType<typeof lookOf> {
  const page = new HeadlessScreen(drawn.screen.size);
  page.write(textOf(drawn.screen) + after);
  return lookOf(page);
}

describe("a drawing", () => {
  it("is of the moment at which it is asked for, and output goes on after it without a gap", async () => {
    const { history, asked } = kept();
    history.append("before\r\n");
    const drawing = history.draw();
    history.append("meanwhile\r\n");
    asked[0]?.draw();
    const drawn = await drawing;
    expect(drawn.seq).toBe("before\r\n".length);
    const { seq, data } = history.read(drawn.seq);
    expect({ seq, data }).toEqual({ seq: drawn.seq, data: "meanwhile\r\n" });
    const whole = new HeadlessScreen(SIZE);
    whole.write("before\r\nmeanwhile\r\n");
    expect(shown(drawn, data)).toEqual(lookOf(whole));
  });

  it("is made once for all who ask at the same time, and not again while nothing happens", async () => {
    const { history, asked } = kept();
    print(history, 128 * 1024);
    const both = [history.draw(), history.draw()];
    expect(asked).toHaveLength(1);
    asked[0]?.draw();
    const [one, other] = await Promise.all(both);
    expect(one).toBe(other);
    expect((await history.draw()).screen).toEqual(one?.screen);
    expect(asked).toHaveLength(1);
  });

  it("takes in the changes of size where they happened, those during the drawing too", async () => {
    const { history, asked } = kept();
    history.append("a line that is far too long for so narrow a screen\r\n");
    history.resized({ cols: 20, rows: 5 });
    history.append("in the narrow one\r\n");
    const drawing = history.draw();
    history.resized({ cols: 30, rows: 6 });
    asked[0]?.draw();
    await expect.poll(() => asked.length).toBe(2);
    asked[1]?.draw();
    const whole = new HeadlessScreen(SIZE);
    whole.write("a line that is far too long for so narrow a screen\r\n");
    whole.resize({ cols: 20, rows: 5 });
    whole.write("in the narrow one\r\n");
    whole.resize({ cols: 30, rows: 6 });
    expect(shown(await drawing, "")).toEqual(lookOf(whole));
  });
});

describe("what is kept", () => {
  it("is bounded: a screen takes the place of output, of which the latest stays as it was printed", async () => {
    const { history, asked, drawings } = kept();
    print(history, DRAW_CHARS);
    expect(asked).toHaveLength(1);
    asked[0]?.draw();
    await expect.poll(() => drawings.length).toBe(1);
    history.append(LINE);
    const seen = history.end - KEPT_CHARS / 2;
    expect(history.isRightFrom(seen)).toBe(true);
    expect(history.read(seen).seq).toBe(seen);
    expect(history.isRightFrom(history.end - 2 * KEPT_CHARS)).toBe(false);
  });

  it("is bounded with no drawing while plain lines flood, but for one of what came before them", async () => {
    const { history, asked, drawings } = kept();
    const before = "\x1b[?2004h\x1b]2;title\x07\x1b[32mprompt $ flood\x1b[?2004l\r\n";
    history.append(before);
    print(history, DRAW_CHARS, PLAIN_LINE);
    expect(asked).toHaveLength(1);
    asked[0]?.draw();
    await expect.poll(() => drawings.length).toBe(1);
    expect(drawings[0]?.seq).toBe(before.length);
    print(history, 1.5 * DRAW_CHARS, PLAIN_LINE);
    expect(asked).toHaveLength(1);
    const last = drawings.at(-1);
    if (last === undefined) throw new Error("nothing was kept");
    expect(history.end - last.seq).toBeLessThan(DRAW_CHARS);
    expect(textOf(last.screen).length).toBeLessThan(1_000);
    const { seq, data } = history.read(last.seq);
    expect(seq).toBe(last.seq);
    const whole = new HeadlessScreen(SIZE);
    whole.write(before + PLAIN_LINE.repeat((history.end - before.length) / PLAIN_LINE.length));
    expect(shown(last, data)).toEqual(lookOf(whole));
  });

  it("makes a program wait while it prints faster than can be drawn", async () => {
    const { history, asked, settlings } = kept();
    print(history, 2 * DRAW_CHARS);
    expect(history.isBehind).toBe(false);
    history.append(LINE);
    expect(history.isBehind).toBe(true);
    asked[0]?.draw();
    await expect.poll(settlings).toBe(1);
    expect(history.isBehind).toBe(false);
  });

  it("is the latest output, from a line break on, where nothing can be drawn", async () => {
    const { history, asked } = kept();
    print(history, 5 * DRAW_CHARS);
    for (const drawing of asked) drawing.fail();
    const drawing = history.draw();
    asked.at(-1)?.fail();
    await expect(drawing).rejects.toThrow("no drawing today");
    const { seq, data } = history.latest();
    expect(seq + data.length).toBe(history.end);
    expect(data.length).toBeLessThanOrEqual(KEPT_CHARS);
    expect(data.length).toBeGreaterThan(KEPT_CHARS - 2 * LINE.length);
    expect(data.startsWith(LINE)).toBe(true);
    // And from then on it is drawn again.
    history.append("fine\r\n");
    const later = history.draw();
    asked.at(-1)?.draw();
    expect(textOf((await later).screen)).toContain("fine");
  });

  it("is not right for a page that has missed a change of size", () => {
    const { history } = kept();
    history.append("one");
    history.resized({ cols: 20, rows: 5 });
    history.append("two");
    expect(history.isRightFrom(0)).toBe(false);
    expect(history.isRightFrom(3)).toBe(false);
    expect(history.isRightFrom(4)).toBe(true);
    expect(history.isRightFrom(6)).toBe(true);
  });
});
