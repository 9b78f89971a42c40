import { describe, expect, it } from "vitest";
import { FrameReader, guestFrame } from "./guest-frames.ts";

const stream = Buffer.concat([
  guestFrame("W", Buffer.from([0, 0, 0, 0, 0, 0, 0, 9])),
  guestFrame("O", Buffer.from("hello")),
  guestFrame("F"),
  guestFrame("O", Buffer.alloc(64 * 1024, 120)),
]);

describe("frames", () => {
  it("come whole, wherever the stream is cut", () => {
    for (const size of [1, 2, 3, 5, 7, 4096, stream.length]) {
      const reader = new FrameReader();
      const frames = [];
      for (let at = 0; at < stream.length; at += size) {
        frames.push(...reader.read(stream.subarray(at, at + size)));
      }
      expect(frames.map(({ letter, payload }) => `${letter}${payload.length}`)).toEqual([
        "W8",
        "O5",
        "F0",
        `O${64 * 1024}`,
      ]);
      expect(frames[1]?.payload.toString()).toBe("hello");
    }
  });

  it("that claim to be endless are refused before they are waited for", () => {
    const head = Buffer.from([79, 0xff, 0xff, 0xff, 0xff]);
    expect(() => new FrameReader().read(head)).toThrow(/frame of/);
  });
});
