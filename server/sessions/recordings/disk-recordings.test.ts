import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TerminalId } from "../../protocol/ids.ts";
import { emptyScreen } from "../screen/screen.ts";
import { diskRecordings } from "./disk-recordings.ts";
import type { TerminalRecording } from "./terminal-recordings.ts";

const ID = "t7" as TerminalId;
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
  const store = diskRecordings({ folder, now, onError: (message) => void errors.push(message) });
  const safe: number[] = [];
  return {
    store,
    errors,
    safe,
    begin: (id = ID) => store.begin("s1", { id, size: SIZE }, (end) => safe.push(end)),
  };
}

const restored = async () => {
  const [terminal] = await opened().store.restore("s1", () => {});
  return terminal;
};
const files = () => readdir(path.join(folder, "s1"));

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
    expect(await readFile(path.join(folder, "s1", "t7.000001.cast"), "utf8")).toContain('"o","one",3]');
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
    await appendFile(path.join(folder, "s1", "t7.000001.cast"), '[0.1,"o","tor');
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
    await writeFile(path.join(folder, "s1", "t7.000002.cast"), '{"version":2,"wid');
    expect(await restored()).toMatchObject({ past: { output: { data: "whole" } }, nextByte: 5 });
    expect(await files()).toEqual(["t7.000001.cast"]);
  });

  it("drops the oldest of a flood of which no screen is drawn, and begins after a line break", async () => {
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
    await writeFile(path.join(folder, "s1", "t7.screen.json"), content);
    expect((await restored())?.past).toEqual({
      base: { seq: 0, screen: emptyScreen(SIZE) },
      output: { seq: 0, data: "printed\r\n" },
      resizes: [],
    });
  });

  it("keeps terminals in the order in which they were opened", async () => {
    const { begin, store } = opened();
    for (const id of ["t9", "t10", "t11"] as TerminalId[]) {
      const recording = begin(id);
      recording.output(id, 3);
      await recording.close();
    }
    const found = await store.restore("s1", () => {});
    expect(found.map(({ id }) => id)).toEqual(["t9", "t10", "t11"]);
  });

  it("is gone once it is removed, and strangers' sessions with it", async () => {
    const { begin, store } = opened();
    const recording = begin();
    recording.output("secret", 6);
    await recording.remove();
    expect(await files()).toEqual([]);
    await store.keepOnly(new Set(["s1"]));
    expect(await readdir(folder)).toEqual(["s1"]);
    await store.keepOnly(new Set());
    expect(await readdir(folder)).toEqual([]);
    await store.remove("s1");
    expect(await store.restore("s1", () => {})).toEqual([]);
  });

  it("costs only itself when the disk fails: the terminal goes on, the operator is told once", async () => {
    await writeFile(path.join(folder, "s1"), "a file where the folder should be");
    const { begin, safe, errors } = opened();
    const recording = begin();
    recording.output("one", 3);
    await recording.close();
    expect(safe).toEqual([3]);
    expect(errors).toHaveLength(1);
  });
});
