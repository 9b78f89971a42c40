import { beforeEach, expect, it } from "vitest";
import type { TerminalId } from "../protocol/ids.ts";
import { TerminalRack } from "./terminal-rack.ts";

const id = (number: number) => `t${number}` as TerminalId;
let rack: TerminalRack<string>;
const row = () => rack.views.map(({ terminalId, name }) => `${terminalId} ${name}`);

beforeEach(() => {
  rack = new TerminalRack();
  for (const number of [7, 8, 9]) rack.add(id(number), `shell ${number}`);
});

it("numbers terminals that have no name, and uses a free number again", () => {
  expect(row()).toEqual(["t7 Terminal 1", "t8 Terminal 2", "t9 Terminal 3"]);
  rack.remove(id(8));
  rack.add(id(10), "shell 10");
  expect(row()).toEqual(["t7 Terminal 1", "t9 Terminal 3", "t10 Terminal 2"]);
});

it("keeps a name given at the start or later", () => {
  rack.add(id(10), "shell 10", "server");
  expect(rack.rename(id(7), "client")).toBe(true);
  expect(rack.rename(id(99), "nobody")).toBe(false);
  expect(row()).toEqual(["t7 client", "t8 Terminal 2", "t9 Terminal 3", "t10 server"]);
  expect([rack.named("server"), rack.named("nobody")]).toEqual(["shell 10", undefined]);
});

it("moves a terminal to a place of the row, at most to its end", () => {
  expect(rack.move(id(9), 0)).toBe(true);
  expect(rack.views.map((view) => view.terminalId)).toEqual(["t9", "t7", "t8"]);
  rack.move(id(9), 5);
  expect(rack.views.map((view) => view.terminalId)).toEqual(["t7", "t8", "t9"]);
  expect(rack.move(id(99), 0)).toBe(false);
});

it("shows no terminal that is being closed, and still holds it", () => {
  rack.hide(id(8));
  expect(rack.views.map((view) => view.terminalId)).toEqual(["t7", "t9"]);
  expect([rack.get(id(8)), rack.size, rack.named("Terminal 2")]).toEqual(["shell 8", 3, undefined]);
});
