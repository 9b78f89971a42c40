import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TerminalId } from "../protocol/ids.ts";
import { diskRecordings } from "./disk-recordings.ts";

const ID = "t7" as TerminalId;
const SIZE = { cols: 80, rows: 24 };

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
      output: { seq: 0, data: "grüße\r\nsecond\r\n" },
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
    expect(await restored()).toMatchObject({ output: { seq: 0, data: "0123456" }, nextByte: 7 });
    expect(await files()).toEqual(["t7.000001.cast"]);
  });

  it("leaves out the line that a killed writer did not finish, and what comes after is read again", async () => {
    const recording = opened().begin();
    recording.output("whole", 5);
    await recording.close();
    await appendFile(path.join(folder, "s1", "t7.000001.cast"), '[0.1,"o","tor');
    const again = await restored();
    expect(again).toMatchObject({ output: { data: "whole" }, nextByte: 5 });
    again?.recording.output(" and more", 14);
    await again?.recording.close();
    expect((await restored())?.output.data).toBe("whole and more");
  });

  it("survives a piece whose head was not written", async () => {
    const recording = opened().begin();
    recording.output("whole", 5);
    await recording.close();
    await writeFile(path.join(folder, "s1", "t7.000002.cast"), '{"version":2,"wid');
    expect(await restored()).toMatchObject({ output: { data: "whole" }, nextByte: 5 });
    expect(await files()).toEqual(["t7.000001.cast"]);
  });

  it("drops the oldest of a flood, and says with which number the rest begins", async () => {
    const recording = opened().begin();
    const piece = "x".repeat(64 * 1024);
    for (let sent = 1; sent <= 400; sent += 1) recording.output(piece, sent * piece.length);
    await recording.close();
    expect((await files()).length).toBeLessThanOrEqual(5);
    const { output, nextByte } = (await restored()) ?? {};
    expect(nextByte).toBe(400 * piece.length);
    expect((output?.seq ?? 0) + (output?.data.length ?? 0)).toBe(400 * piece.length);
    expect(output?.data.length).toBeGreaterThan(4 * 1024 * 1024);
    expect(output?.data.length).toBeLessThan(12 * 1024 * 1024);
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
