import { appendFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LearnerId, LessonId, TerminalId, TrackId } from "../../protocol/ids.ts";
import { emptyScreen } from "../screen/screen.ts";
import { diskRecordings } from "./disk-recordings.ts";
import type { TerminalRecording } from "./terminal-recordings.ts";

const ID = "t7" as TerminalId;
const SESSION = {
  id: "s1",
  learnerId: "a".repeat(32) as LearnerId,
  trackId: "track" as TrackId,
  lessonId: "one" as LessonId,
};
const SIZE = { cols: 80, rows: 24 };
const PIECE = `${"x".repeat(62)}\r\n`.repeat(1024);
const screenOf = (lines: string) => ({ ...emptyScreen(SIZE), lines });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-recordings-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function opened(now = Date.now) {
  const errors: string[] = [];
  const kept: boolean[] = [];
  const store = diskRecordings({ folder, now, onError: (message) => void errors.push(message) });
  const safe: number[] = [];
  return {
    store,
    errors,
    kept,
    safe,
    begin: (id = ID) =>
      store.of(SESSION, (isKept) => kept.push(isKept)).begin({ id, size: SIZE }, (end) => safe.push(end)),
  };
}

const restoredAll = () =>
  opened()
    .store.of(SESSION)
    .restore(() => {});
const restored = async () => (await restoredAll()).terminals[0];
const sessionDir = () => path.join(folder, SESSION.learnerId, "s1");
const files = async () => (await readdir(sessionDir())).filter((name) => name !== "session.json");

describe("a recording on disk", () => {
  it("gives back what was printed, with its numbers, and the last size", async () => {
    const { begin, safe } = opened();
    const recording = begin();
    recording.output("grüße\r\n", 9);
    recording.resized({ cols: 100, rows: 30 });
    recording.output("second\r\n", 17);
    await recording.close();
    expect(safe.at(-1)).toBe(17);
    expect(await restored()).toMatchObject({
      id: ID,
      size: { cols: 100, rows: 30 },
      past: {
        output: { seq: 0, data: "grüße\r\nsecond\r\n" },
        resizes: [{ seq: 7, size: { cols: 100, rows: 30 } }],
      },
      nextByte: 17,
    });
  });

  it("is safe only up to what is written down", async () => {
    const { begin, safe } = opened();
    const recording = begin();
    recording.output("one", 3);
    expect(safe).toEqual([]);
    await recording.close();
    expect(safe).toEqual([3]);
    expect(await readFile(path.join(sessionDir(), "t7.000001.cast"), "utf8")).toContain('"o","one",3]');
  });

  it("writes what is printed bit by bit in one go, and bulk at once", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { begin, safe } = opened();
      const recording = begin();
      recording.output("0", 1);
      await vi.waitFor(() => expect(safe).toEqual([1]));
      for (let key = 1; key <= 5; key += 1) {
        recording.output(String(key), key + 1);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(safe).toEqual([1]);
      await vi.advanceTimersByTimeAsync(1_000);
      await vi.waitFor(() => expect(safe).toEqual([1, 6]));
      recording.output("x".repeat(200_000), 200_006);
      await vi.waitFor(() => expect(safe).toEqual([1, 6, 200_006]));
      await recording.close();
      expect((await restored())?.past.output.data.slice(0, 7)).toBe("012345x");
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not let the first words wait, also when the tab's name came before them", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { begin, safe } = opened();
      const recording = begin();
      recording.tab({ name: "Terminal 1", place: 0 });
      await vi.waitFor(async () => expect(await files()).toEqual(["t7.tab.json"]));
      recording.output("$ ", 2);
      // No waiting that would move the clock on: a disk needs no timer.
      for (let turn = 0; turn < 10_000 && safe.at(-1) !== 2; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(safe.at(-1)).toBe(2);
      expect((await restored())?.past.output.data).toBe("$ ");
      await recording.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it("goes on where it stopped, as often as the server does", async () => {
    const recording = opened().begin();
    recording.output("0", 1);
    await recording.close();
    for (let restart = 1; restart <= 6; restart += 1) {
      const again = await restored();
      again?.recording.output(String(restart), restart + 1);
      await again?.recording.close();
    }
    expect(await restored()).toMatchObject({ past: { output: { seq: 0, data: "0123456" } }, nextByte: 7 });
    expect(await files()).toEqual(["t7.000001.cast"]);
  });

  it("leaves out the line that a killed writer did not finish, and what comes after is read again", async () => {
    const recording = opened().begin();
    recording.output("whole", 5);
    await recording.close();
    await appendFile(path.join(sessionDir(), "t7.000001.cast"), '[0.1,"o","tor');
    const again = await restored();
    expect(again).toMatchObject({ past: { output: { data: "whole" } }, nextByte: 5 });
    again?.recording.output(" and more", 14);
    await again?.recording.close();
    expect((await restored())?.past.output.data).toBe("whole and more");
  });

  it("survives a piece whose head was not written", async () => {
    const recording = opened().begin();
    recording.output("whole", 5);
    await recording.close();
    await writeFile(path.join(sessionDir(), "t7.000002.cast"), '{"version":2,"wid');
    expect(await restored()).toMatchObject({ past: { output: { data: "whole" } }, nextByte: 5 });
    expect(await files()).toEqual(["t7.000001.cast"]);
  });

  it("drops the oldest of a flood of which no screen is drawn, and begins after a line break", {
    timeout: 20_000,
  }, async () => {
    const recording = opened().begin();
    for (let sent = 1; sent <= 800; sent += 1) recording.output(PIECE, sent * PIECE.length);
    await recording.close();
    expect((await files()).length).toBeLessThanOrEqual(17);
    const { past, nextByte } = (await restored()) ?? {};
    expect(nextByte).toBe(800 * PIECE.length);
    expect((past?.output.seq ?? 0) + (past?.output.data.length ?? 0)).toBe(800 * PIECE.length);
    expect(past?.output.data.length).toBeGreaterThan(30_000_000);
    expect(past?.output.data.length).toBeLessThan(40_000_000);
    expect(past?.base.screen).toEqual(emptyScreen(SIZE));
    expect((past?.base.seq ?? 0) % 64).toBe(0);
    expect(past?.base.seq).toBeGreaterThan(past?.output.seq ?? 0);
  });

  it("keeps a drawn screen and what came after it, and of a flood before it no more than a little", async () => {
    const recording = opened().begin();
    for (let sent = 1; sent <= 400; sent += 1) {
      recording.output(PIECE, sent * PIECE.length);
      if (sent % 60 === 0) recording.drawn({ seq: sent * PIECE.length, screen: screenOf(`piece ${sent}`) });
    }
    await recording.close();
    const names = await files();
    expect(names).toContain("t7.screen.json");
    expect(names.length).toBeLessThanOrEqual(7);
    const again = await restored();
    expect(again?.past.base.screen.lines).toBe("piece 360");
    expect(again?.past.base.seq).toBe(360 * PIECE.length);
    expect(again?.past.output.seq).toBeLessThanOrEqual(360 * PIECE.length);
    expect(again?.past.output.data.length).toBeLessThan(75 * PIECE.length);
    expect(again?.nextByte).toBe(400 * PIECE.length);
  });

  it("goes on from a drawn screen after each restart", async () => {
    let recording: TerminalRecording | undefined = opened().begin();
    let end = 0;
    const print = (data: string) => {
      end += data.length;
      recording?.output(data, end);
    };
    for (let restart = 1; restart <= 5; restart += 1) {
      for (let more = 0; more < 80; more += 1) print(PIECE);
      recording?.drawn({ seq: end, screen: screenOf(`restart ${restart}`) });
      print("and on\r\n");
      await recording?.close();
      const again = await restored();
      expect(again?.past.base.screen.lines).toBe(`restart ${restart}`);
      const { seq, data } = again?.past.output ?? { seq: 0, data: "" };
      expect(data.slice((again?.past.base.seq ?? 0) - seq)).toBe("and on\r\n");
      recording = again?.recording;
    }
    expect((await files()).length).toBeLessThanOrEqual(7);
  });

  it.each([
    ["cannot be read", '{"seq":'],
    ["is of another kind", '{"seq":3,"screen":{"lines":"x"}}'],
    ["is from beyond what was written down", JSON.stringify({ seq: 99, screen: screenOf("beyond") })],
  ])("does without a screen that %s", async (_what, content) => {
    const recording = opened().begin();
    recording.output("printed\r\n", 9);
    await recording.close();
    await writeFile(path.join(sessionDir(), "t7.screen.json"), content);
    expect((await restored())?.past).toEqual({
      base: { seq: 0, screen: emptyScreen(SIZE) },
      output: { seq: 0, data: "printed\r\n" },
      resizes: [],
    });
  });

  it("keeps terminals in the order in which they were opened, where no other is known", async () => {
    const { begin } = opened();
    for (const id of ["t9", "t10", "t11"] as TerminalId[]) {
      const recording = begin(id);
      recording.output(id, 3);
      await recording.close();
    }
    const { terminals, last } = await restoredAll();
    expect(terminals.map(({ id }) => id)).toEqual(["t9", "t10", "t11"]);
    expect(last).toBe(11);
  });

  it("keeps names and order of the tabs", async () => {
    const { begin } = opened();
    for (const [id, name, place] of [
      ["t9", "second", 1],
      ["t10", "first", 0],
    ] as const) {
      const recording = begin(id as TerminalId);
      recording.output("$ ", 2);
      recording.tab({ name: "before", place: 7 });
      recording.tab({ name, place });
      await recording.close();
    }
    const { terminals } = await restoredAll();
    expect(terminals.map(({ name }) => name)).toEqual(["first", "second"]);
    terminals[1]?.recording.tab({ name: "renamed", place: 1 });
    await terminals[1]?.recording.close();
    expect((await restoredAll()).terminals.map(({ name }) => name)).toEqual(["first", "renamed"]);
  });

  it.each([
    ["torn", '{"name":"ser'],
    ["of another kind", '{"title":"server"}'],
  ])("gives a terminal back whose tab's file is %s", async (_what, content) => {
    const recording = opened().begin();
    recording.output("$ ", 2);
    recording.tab({ name: "server", place: 0 });
    await recording.close();
    await writeFile(path.join(sessionDir(), "t7.tab.json"), content);
    expect(await restored()).toMatchObject({ id: ID, name: undefined });
  });

  it("is kept when its terminal has ended, and not restored; its number is known", async () => {
    const { begin, store } = opened(() => Date.parse("2026-05-01T10:00:00Z"));
    const recording = begin();
    recording.output("done", 4);
    recording.tab({ name: "server", place: 0 });
    expect(store.isOpen("s1", ID)).toBe(true);
    await recording.end();
    await recording.end();
    recording.output("nothing more", 16);
    recording.tab({ name: "nothing more", place: 0 });
    await recording.close();
    expect(store.isOpen("s1", ID)).toBe(false);
    expect(await restoredAll()).toEqual({ terminals: [], last: 7 });
    expect(await readFile(path.join(sessionDir(), "t7.000001.cast"), "utf8")).not.toContain("nothing more");
    expect(JSON.parse(await readFile(path.join(sessionDir(), "t7.tab.json"), "utf8"))).toEqual({
      name: "server",
      endedAt: "2026-05-01T10:00:00.000Z",
    });
  });

  it("ends with its session, which says in what lesson it was", async () => {
    const { begin, store } = opened();
    const recording = begin();
    recording.output("done", 4);
    await store.of(SESSION).end();
    expect(store.isOpen("s1", ID)).toBe(false);
    expect((await restoredAll()).terminals).toEqual([]);
    expect(JSON.parse(await readFile(path.join(sessionDir(), "session.json"), "utf8"))).toEqual({
      trackId: "track",
      lessonId: "one",
    });
  });

  describe("on a disk that fails", () => {
    const blocked = () => path.join(folder, SESSION.learnerId);
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      return () => vi.useRealTimers();
    });

    it("costs only itself: the terminal goes on, operator and learner are told once", async () => {
      await writeFile(blocked(), "a file where the folder should be");
      const { begin, safe, errors, kept } = opened();
      const recording = begin();
      recording.output("one", 3);
      await vi.waitFor(() => expect(safe).toEqual([3]));
      recording.output("two", 6);
      await vi.waitFor(() => expect(safe).toEqual([3, 6]));
      expect(errors.toSorted()).toEqual([
        "session s1: its recordings will not be found again",
        "terminal t7 cannot be written down; it is tried again",
      ]);
      expect(kept).toEqual([false]);
      await recording.end();
      expect(kept).toEqual([false, true]);
    });

    it("goes on when the disk is well again, and shows what came before the gap to nobody", async () => {
      const { begin, safe, kept } = opened();
      const recording = begin();
      recording.output("before\r\n", 8);
      await vi.waitFor(() => expect(safe).toContain(8));
      // An idle terminal's file is closed: what is written next has to open it.
      await vi.advanceTimersByTimeAsync(10_000);
      await rename(blocked(), `${blocked()}.away`);
      await writeFile(blocked(), "");
      recording.output("lost\r\n", 14);
      await vi.waitFor(() => expect(kept).toEqual([false]));
      await vi.advanceTimersByTimeAsync(10_000);
      await rm(blocked());
      await rename(`${blocked()}.away`, blocked());
      await vi.advanceTimersByTimeAsync(10_000);
      await vi.waitFor(() => expect(kept).toEqual([false, true]));
      recording.output("half a line\r\nafter\r\n", 34);
      await recording.close();
      expect(await files()).toEqual(["t7.000001.cast", "t7.000003.cast", "t7.tab.json"]);
      expect(await restored()).toMatchObject({
        nextByte: 34,
        past: { base: { seq: 27 }, output: { seq: 14, data: "half a line\r\nafter\r\n" } },
      });
    });
  });
});
