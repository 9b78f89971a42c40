import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TerminalView } from "../protocol/events.ts";
import { startTestApp, type TestApp } from "../testing/start-test-app.ts";
import type { TestLearner } from "../testing/test-learner.ts";

let app: TestApp;
let learner: TestLearner;
let window2: TestLearner;
let told: { terminals: readonly TerminalView[]; closed?: string }[];
const SIZE = { cols: 80, rows: 24 };

beforeEach(async () => {
  app = await startTestApp();
  learner = await app.learner();
  await learner.ready(app.lesson("one"));
  await learner.terminal();
  window2 = await app.learner({ cookie: learner.cookie });
  await window2.ready(app.lesson("one"));
  told = [];
  window2.socket.on("terminals:changed", (change) => told.push(change));
});
afterEach(async () => {
  await app.close();
  expect(app.logged).toEqual([]);
});

const names = async () => (await window2.open(app.lesson("one"))).terminals.map(({ name }) => name);
const lastTold = () => expect.poll(() => told.at(-1));

describe("tabs of a session", () => {
  it("are named, and renamed for every window", async () => {
    const { terminalId } = learner;
    expect(await names()).toEqual(["Terminal 1"]);
    expect(await learner.ask("terminal:rename", { terminalId, name: " web " })).toMatchObject({ ok: true });
    await lastTold().toEqual({ terminals: [{ terminalId, name: "web" }] });
    expect(await names()).toEqual(["web"]);
  });

  it("have an order, which every window has", async () => {
    const first = learner.terminalId;
    await learner.terminal();
    expect(await learner.ask("terminal:move", { terminalId: first, to: 1 })).toMatchObject({ ok: true });
    expect(await names()).toEqual(["Terminal 2", "Terminal 1"]);
  });

  it("are opened once by a name that two windows ask for at the same time", async () => {
    const asked = await Promise.all(
      [learner, window2].map((each) => each.ask("terminal:open", { size: SIZE, name: "server" })),
    );
    const ids = asked.map((reply) => (reply.ok ? (reply.value as TerminalView).terminalId : undefined));
    expect(ids[0]).toBeDefined();
    expect(ids[1]).toBe(ids[0]);
    expect(await names()).toEqual(["Terminal 1", "server"]);
  });

  it("stay while a program runs in them, unless they are forced", async () => {
    const { terminalId } = learner;
    expect(await learner.ask("terminal:foreground", { terminalId })).toEqual({
      ok: true,
      value: { running: "" },
    });
    learner.type("sleep\r");
    await learner.untilScreen("sleep\r\n");
    expect(await learner.ask("terminal:foreground", { terminalId })).toMatchObject({
      value: { running: "sleep" },
    });
    expect(await learner.ask("terminal:close", { terminalId })).toMatchObject({
      value: { running: "sleep" },
    });
    expect(await names()).toEqual(["Terminal 1"]);
    expect(await learner.ask("terminal:close", { terminalId, force: true })).toMatchObject({
      value: { running: "" },
    });
    await learner.until("its end", () => learner.exits.length === 1);
    await expect.poll(() => told).toContainEqual({ terminals: [], closed: terminalId });
    expect(await names()).toEqual([]);
  });

  it("of another learner cannot be asked about, renamed, moved or closed", async () => {
    const mallory = await app.learner();
    await mallory.ready(app.lesson("one"));
    const { terminalId } = learner;
    const asked = await Promise.all([
      mallory.ask("terminal:foreground", { terminalId }),
      mallory.ask("terminal:rename", { terminalId, name: "mine" }),
      mallory.ask("terminal:move", { terminalId, to: 0 }),
    ]);
    expect(asked.map((reply) => reply.ok)).toEqual([false, false, false]);
    await mallory.ask("terminal:close", { terminalId, force: true });
    expect(await names()).toEqual(["Terminal 1"]);
  });
});
