import { expect, it } from "vitest";
import { isAnswer, isDeviceReply } from "./device-reply.ts";

it.each([
  "\x1b[?1;2c",
  "\x1b[>0;276;0c",
  "\x1b[0n",
  "\x1b[12;40R",
  "\x1b[?2026;2$y",
  "\x1b]11;rgb:1111/1616/1b1b\x1b\\",
  "\x1bP1$r0m\x1b\\",
  "\x1b[?1;2c\x1b[0n",
])("knows %j for an answer of the terminal", (data) => {
  expect(isDeviceReply(data)).toBe(true);
  expect(isAnswer(data)).toBe(true);
});

it.each(["\x1b[I", "\x1b[O", "\x1b[O\x1b[I"])("knows that %j was not asked for", (data) => {
  expect(isDeviceReply(data)).toBe(true);
  expect(isAnswer(data)).toBe(false);
});

it.each(["a", "\x1b", "\x1b[A", "\x1bOP", "\r", "ls\r", "", "\x1b[200~text\x1b[201~"])(
  "lets the key or paste %j through",
  (data) => {
    expect(isDeviceReply(data)).toBe(false);
  },
);
