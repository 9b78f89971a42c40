import { describe, expect, it } from "vitest";
import { OutputLog } from "./output-log.ts";

const LINE = `${"x".repeat(62)}\r\n`;

/** A log of numbered lines whose first tenth was dropped. */
function trimmedLog(): OutputLog {
  const log = new OutputLog();
  for (let line = 0; line < 10_000; line++) log.append(`${String(line).padStart(61, "0")} \r\n`);
  log.dropBefore(log.end / 10);
  return log;
}

describe("numbers", () => {
  it("counts UTF-16 units from 0", () => {
    const log = new OutputLog();
    expect([log.start, log.end]).toEqual([0, 0]);
    log.append("ab");
    log.append("🐳");
    expect([log.start, log.end]).toEqual([0, 4]);
    expect(log.read(0)).toEqual({ seq: 0, data: "ab🐳" });
  });

  it("gives exactly the rest from any number", () => {
    const log = new OutputLog();
    let all = "";
    for (let i = 0; i < 300; i++) {
      const piece = `${i},`.repeat(i);
      log.append(piece);
      all += piece;
    }
    for (const from of [0, 1, 4095, 4096, 4097, 20_000, all.length - 1, all.length]) {
      expect(log.read(from)).toEqual({ seq: from, data: all.slice(from) });
    }
  });

  it("takes a number outside what there is for the nearest one", () => {
    const log = new OutputLog();
    log.append("text");
    expect(log.read(-5)).toEqual({ seq: 0, data: "text" });
    expect(log.read(99)).toEqual({ seq: 4, data: "" });
    expect(new OutputLog().read(7)).toEqual({ seq: 0, data: "" });
  });
});

describe("reading by pieces", () => {
  it("joins to the whole, none larger than asked for", () => {
    const log = new OutputLog();
    for (let i = 0; i < 2_000; i++) log.append(`line ${i}\r\n`);
    let joined = "";
    while (joined.length < log.end) {
      const { seq, data } = log.read(joined.length, 1_000);
      expect(seq).toBe(joined.length);
      expect(data.length).toBeLessThanOrEqual(1_000);
      expect(data.length).toBeGreaterThan(0);
      joined += data;
    }
    expect(joined).toBe(log.read(0).data);
  });
});

describe("trimming", () => {
  it("forgets whole pieces before a number, and no more", () => {
    const log = trimmedLog();
    expect(log.end).toBe(10_000 * LINE.length);
    expect(log.start).toBeGreaterThan(0);
    expect(log.start).toBeLessThanOrEqual(log.end / 10);
    expect(log.start).toBeGreaterThan(log.end / 10 - 8_192);
    expect(log.read(log.start).data.length).toBe(log.end - log.start);
  });

  it("keeps the newest piece whatever is asked", () => {
    const log = new OutputLog();
    log.append("old");
    log.append("y".repeat(10_000));
    log.dropBefore(20_000);
    expect(log.start).toBe(3);
    expect(log.read(3).data.length).toBe(10_000);
  });

  it("starts a replay after a line break once the beginning is gone", () => {
    const log = trimmedLog();
    const { seq, data } = log.read(0);
    expect(seq).toBeGreaterThan(log.start);
    expect(data).toMatch(/^0{50,}\d+ \r\n/);
    expect(seq % 64).toBe(0);
    expect(seq + data.length).toBe(log.end);
  });

  it("replays all that is kept of a line that never ends", () => {
    const log = new OutputLog();
    for (let i = 0; i < 200; i++) log.append("z".repeat(4096));
    log.dropBefore(100_000);
    expect(log.read(0)).toEqual({ seq: log.start, data: "z".repeat(log.end - log.start) });
  });

  it("always moves a reader on who was left behind, by pieces of any size", () => {
    const log = trimmedLog();
    for (const size of [1, 7, 64, 65, 1_000]) {
      let cursor = 0;
      let steps = 0;
      while (cursor < log.end && steps < 100) {
        const chunk = log.read(cursor, size);
        const next = chunk.seq + chunk.data.length;
        expect(next).toBeGreaterThan(cursor);
        cursor = next;
        steps += 1;
      }
    }
  });
});
