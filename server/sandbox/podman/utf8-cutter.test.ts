import { describe, expect, it } from "vitest";
import { Utf8Cutter } from "./utf8-cutter.ts";

const TEXT = "a ß € 🐳 \u001b[0m";

describe("decoding a stream", () => {
  it("gives whole characters and counts the bytes they stand for, wherever it is cut", () => {
    const bytes = Buffer.from(TEXT);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const cutter = new Utf8Cutter();
      const first = cutter.decode(bytes.subarray(0, cut));
      expect(Buffer.byteLength(first)).toBe(cut - cutter.pending);
      expect(first + cutter.decode(bytes.subarray(cut))).toBe(TEXT);
      expect(cutter.pending).toBe(0);
    }
  });

  it("waits for no bytes that cannot become a character", () => {
    for (const bytes of [[0xff], [0x80], [0x61, 0xc0, 0x61], [0xe2, 0x28], [0x80, 0x80, 0x80, 0x80]]) {
      const cutter = new Utf8Cutter();
      expect(cutter.decode(Buffer.from(bytes)).length).toBeGreaterThan(0);
      expect(cutter.pending).toBe(0);
    }
  });
});
