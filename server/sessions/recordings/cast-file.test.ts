import { appendFile, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LearnerId, LessonId, TerminalId, TrackId } from "../../protocol/ids.ts";
import { HeadlessScreen } from "../screen/headless-screen.ts";
import { emptyScreen } from "../screen/screen.ts";
import { lookOf } from "../screen/testing/look-of.ts";
import { castFile } from "./cast-file.ts";
import { sizeOf } from "./cast-segment.ts";
import { diskRecordings } from "./disk-recordings.ts";
import { pieceFile, sessionFolder, terminalsIn } from "./recording-files.ts";

const ID = "t7" as TerminalId;
const SESSION = {
  id: "s1",
  learnerId: "a".repeat(32) as LearnerId,
  trackId: "track" as TrackId,
  lessonId: "one" as LessonId,
};
const BEGUN = Date.parse("2026-05-01T10:00:00.250Z");
const PIECE = `${"x".repeat(62)}\r\n`.repeat(1024);

let root: string;
let clock: number;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "slipway-cast-"));
  clock = BEGUN;
});
afterEach(() => rm(root, { recursive: true, force: true }));

const folder = () => sessionFolder(root, SESSION);

function begin() {
  let end = 0;
  const session = diskRecordings({
    folder: root,
    onError: (message) => expect.unreachable(message),
    now: () => clock,
  }).of(SESSION);
  const recording = session.begin({ id: ID, size: { cols: 80, rows: 24 } }, () => {});
  return {
    recording,
    close: () => session.end(),
    print(text: string) {
      end += text.length;
      recording.output(text, end);
    },
    end: () => end,
  };
}

async function parts(maxChars?: number): Promise<string[]> {
  const pieces = (await terminalsIn(folder())).get(ID)?.pieces ?? [];
  const found: string[] = [];
  for await (const part of castFile({ folder: folder(), id: ID, pieces, title: "server" }, maxChars))
    found.push(part);
  return found;
}

/** Every line must be JSON of the format: one head, then events whose times never go back. */
async function cast(maxChars?: number) {
  const text = (await parts(maxChars)).join("");
  expect(text.endsWith("\n")).toBe(true);
  const [head, ...events] = text
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line));
  let last = 0;
  for (const event of events) {
    expect(event).toEqual([expect.any(Number), expect.stringMatching(/^[orm]$/), expect.any(String)]);
    expect(event[0]).toBeGreaterThanOrEqual(last);
    last = event[0];
  }
  const output = events.flatMap(([, code, data]) => (code === "o" ? [data] : [])).join("");
  return { head, events, output };
}

describe("a recording as one file", () => {
  it("has one head of the format, and events with nothing of our own", async () => {
    const { recording, close, print } = begin();
    print("$ ");
    clock += 1_500;
    recording.resized({ cols: 100, rows: 30 });
    recording.mark("Run `hello-world`");
    print("grüße \u{1f433}\ud800");
    await close();
    expect(await cast()).toMatchObject({
      head: {
        version: 2,
        width: 80,
        height: 24,
        timestamp: Math.floor(BEGUN / 1000),
        title: "server",
        idle_time_limit: 2,
      },
      events: [
        [0, "o", "$ "],
        [1.5, "r", "100x30"],
        [1.5, "m", "Run `hello-world`"],
        [1.5, "o", "grüße \u{1f433}\ud800"],
      ],
    });
    expect((await cast()).head).not.toHaveProperty("slipway");
  });

  it("joins its pieces", async () => {
    const { close, print, end } = begin();
    for (let sent = 0; sent < 100; sent += 1) print(PIECE);
    await close();
    expect((await parts()).length).toBeGreaterThan(2);
    expect((await cast()).output.length).toBe(end());
  });

  it("keeps times in order when the machine's clock is set back", async () => {
    const { close, print } = begin();
    clock += 5_000;
    print("later");
    clock -= 3_000;
    print(" and on");
    await close();
    expect((await cast()).events.map(([time]) => time)).toEqual([5, 5]);
  });

  it("begins with the drawn screen where the oldest pieces were dropped", async () => {
    const { recording, close, print, end } = begin();
    for (let sent = 1; sent <= 240; sent += 1) {
      clock += 1_000;
      print(PIECE);
    }
    const screen = { ...emptyScreen({ cols: 90, rows: 20 }), lines: "as it was drawn" };
    recording.drawn({ seq: end() - 10, screen });
    clock += 500;
    recording.mark("after the screen");
    print("and on");
    await close();
    const { head, events } = await cast();
    expect(head).toMatchObject({ width: 90, height: 20 });
    expect(events[0]).toEqual([0, "o", "as it was drawn"]);
    expect(events[1]).toEqual([0, "o", PIECE.slice(-10)]);
    expect(events.slice(2)).toEqual([
      [0.5, "m", "after the screen"],
      [0.5, "o", "and on"],
    ]);
    expect(head.timestamp).toBe(Math.floor((BEGUN + 240_000) / 1000));
  });

  it("then shows, from its first frame to its last, what the terminal showed", async () => {
    const { recording, close, print, end } = begin();
    const straight = new HeadlessScreen({ cols: 80, rows: 24 });
    const show = (text: string) => {
      straight.write(text);
      print(text);
    };
    for (let sent = 1; sent <= 160; sent += 1) show(PIECE.replaceAll("\r\n", "\r\x1b[K"));
    show("\x1b]0;a menu\x07\x1b[?1049h\x1b[31;1mmenu\x1b[5;7H\x1b[?25l");
    const screen = {
      size: straight.size,
      lines: straight.lines(),
      state: straight.state(),
      tail: straight.unfinished,
      plain: straight.isPlain,
    };
    recording.drawn({ seq: end(), screen });
    const firstFrame = lookOf(straight);
    show("chosen");
    straight.resize({ cols: 100, rows: 30 });
    recording.resized({ cols: 100, rows: 30 });
    show("\x1b[?25h\x1b[?1049lback\r\n$ ");
    await close();

    expect((await terminalsIn(folder())).get(ID)?.pieces[0]).toBeGreaterThan(1);
    const { head, events } = await cast();
    const replayed = new HeadlessScreen({ cols: head.width, rows: head.height });
    const [first, ...rest] = events;
    replayed.write(first?.[2]);
    expect(lookOf(replayed)).toEqual(firstFrame);
    for (const [, code, data] of rest) {
      if (code === "r") replayed.resize(sizeOf(data));
      else if (code === "o") replayed.write(data);
    }
    expect(lookOf(replayed)).toEqual(lookOf(straight));
  });

  it("begins with a whole line where there is neither beginning nor screen", async () => {
    const { close, print } = begin();
    for (let sent = 1; sent <= 700; sent += 1) print(PIECE);
    await close();
    const { events, output } = await cast();
    expect(output.startsWith("x".repeat(62))).toBe(true);
    expect(output.length % 64).toBe(0);
    expect(events[0]?.[0]).toBe(0);
  });

  it("leaves out what a killed server did not finish", async () => {
    const { close, print } = begin();
    print("whole");
    await close();
    await appendFile(pieceFile(folder(), ID, 1), '[0.2,"o","to');
    await appendFile(pieceFile(folder(), ID, 2), '{"version":2,');
    const after = { version: 2, width: 80, height: 24, timestamp: 0, slipway: { seq: 9, byte: 9 } };
    await appendFile(pieceFile(folder(), ID, 3), `${JSON.stringify(after)}\n[9,"o"," and after",19]\n`);
    expect((await cast()).output).toBe("whole and after");
  });

  it("is nothing where there is no piece, and valid where nothing was printed", async () => {
    expect(await parts()).toEqual([]);
    const { recording, close } = begin();
    recording.resized({ cols: 100, rows: 30 });
    await close();
    expect((await cast()).events).toEqual([[0, "r", "100x30"]]);
  });

  it("is no longer than it may be, and valid all the same", async () => {
    const { close, print } = begin();
    for (let sent = 0; sent < 100; sent += 1) print(PIECE);
    await close();
    const { output } = await cast(3_000_000);
    expect(output.length).toBeGreaterThan(0);
    expect(output.length).toBeLessThan(3_000_000);
    expect((await cast(10)).events).toEqual([]);
  });
});
